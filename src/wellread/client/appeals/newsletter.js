/** A newsletter in place of money: an address is typed, and its owner's mailbox says the rest. */
import { element } from "../element.js";
import { host } from "../host.js";
import { answerTo } from "./answers.js";

/** @import { AppealWords } from "../words.js" */
/** @import { Form } from "./contents.js" */

const PAGE = "/newsletters/"
const LONGEST_ADDRESS = "254"
// Nobody looks longer at a button that says that something is on its way.
const LONGEST_WAIT_MS = 20_000

/** The form, which is sent without leaving the page; on another site a button leads to its page.
 * @type {Form}
 */
export function letterForm(drawing, name) {
  const { newsletter, words, around, source, join, tell } = drawing
  if (!host.isOurs) {
    const door = element("a", { class: "button ask-join", href: join(), dir: "auto" }, words.join)
    door.addEventListener("click", () => tell("click"))
    return [door]
  }
  const said = around.newsletter
  const field = addressField(name)
  const button = element("button", { class: "button ask-join", dir: "auto" }, words.join)
  const { campaign = "", variant = "" } = source
  const known = { newsletter: newsletter?.key ?? "", campaign, variant }
  const form = element("form", { class: "ask-letter", method: "post", action: PAGE },
    element("label", { for: field.id, dir: "auto" }, said.address), field, faultLine(name), trap(said.empty), button,
    ...Object.entries(known).map(([key, value]) => element("input", { type: "hidden", name: key, value })))
  form.addEventListener("submit", async (event) => {
    event.preventDefault()
    tell("click")
    if (await isSent(form, around)) thank(form, said, field.value)
  })
  return [form]
}

/** Sends a form as its own page takes it. Where that came to nothing it is said beside the field, or that
 * nobody knows; what was typed stays.
 * @param {HTMLFormElement} form @param {AppealWords} around
 */
export async function isSent(form, { sending }) {
  if (form.ariaBusy === "true") return false
  sayFault(form, "")
  const isOver = sayThatItGoes(form, sending.now)
  const body = new URLSearchParams(/** @type {any} */ (new FormData(form)))
  const answer = await answerTo(form.action, LONGEST_WAIT_MS, { method: "POST", body, headers: { Accept: "application/json" } })
  isOver()
  const { sent, fault, fields } = answer?.said ?? {}
  if (answer?.isOk && sent === true) return true
  if (typeof fault === "string" && fault) sayFault(form, fault, fields)
  // Its own page may be let through where a script is not.
  else sayFault(form, `${sending.unknown} `).append(element("a", { href: ownPage(form) }, sending.page))
  return false
}

/** Has the button say that something is on its way; returns what makes it say again what it does.
 * @param {HTMLFormElement} form @param {string} words
 */
function sayThatItGoes(form, words) {
  const button = form.querySelector("button")
  const label = button?.textContent ?? ""
  form.ariaBusy = "true"
  if (button) {
    button.style.minInlineSize = `${button.offsetWidth}px`
    button.textContent = words
  }
  return () => {
    form.ariaBusy = null
    if (button) button.textContent = label
  }
}

/** Says what is wrong beside the field that it is wrong in, or that nothing is.
 * @param {HTMLFormElement} form @param {string} words @param {unknown} [names] of fields
 */
function sayFault(form, words, names) {
  const line = /** @type {HTMLElement} */ (form.querySelector(".ask-fault"))
  const wrong = [...form.elements].filter((field) =>
    Array.isArray(names) && names.includes(field.getAttribute("name")) && field.getAttribute("type") !== "hidden")
  form.querySelectorAll("[aria-invalid]").forEach((field) => field.removeAttribute("aria-invalid"))
  for (const field of wrong) if (field.getAttribute("type") !== "radio") field.setAttribute("aria-invalid", "true")
  const place = wrong[0] ?? form.querySelector("[type=email]")
  const group = place?.closest("fieldset") ?? place
  group?.after(line)
  line.textContent = words
  return line
}

/** Where a form stands by itself: it is told what was offered, and no address. @param {HTMLFormElement} form */
function ownPage(form) {
  const hidden = [...form.querySelectorAll("input[type=hidden]")].map((field) => /** @type {HTMLInputElement} */ (field))
  return `${form.getAttribute("action")}?${new URLSearchParams(hidden.map(({ name, value }) => [name, value]))}`
}

/** @param {HTMLFormElement} form @param {Record<string, string>} said @param {string} address */
function thank(form, said, address) {
  const thanks = element("p", { class: "ask-sent", role: "status", tabindex: "-1", dir: "auto" },
    said.sent.replace("{address}", () => address), " ", said.private)
  form.replaceWith(thanks)
  thanks.focus()
}

/** Where it is said what is wrong, by the name of what it is in. @param {string} name */
export const faultLine = (name) => element("p", { id: `${name}-fault`, class: "ask-fault", role: "alert", dir: "auto" })

/** An address, by the name of what it is in. @param {string} name */
export const addressField = (name) => element("input", {
  id: `${name}-address`, name: "address", type: "email", autocomplete: "email", dir: "ltr",
  maxlength: LONGEST_ADDRESS, required: "", "aria-describedby": `${name}-fault`,
})

/** Unseen: who fills it in is a program. @param {string} words */
export function trap(words) {
  const field = element("input", { name: "website", tabindex: "-1", autocomplete: "off", "aria-label": words })
  return element("div", { class: "ask-trap", "aria-hidden": "true" }, field)
}
