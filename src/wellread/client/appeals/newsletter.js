/** A newsletter in place of money: an address is typed, and its owner's mailbox says the rest. */
import { element } from "../element.js";
import { host } from "../host.js";

/** @import { Form } from "./contents.js" */

const PAGE = "/newsletters/"
const LONGEST_ADDRESS = "254"

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
  const fault = faultLine()
  const button = element("button", { class: "button ask-join", dir: "auto" }, words.join)
  const { campaign = "", variant = "" } = source
  const known = { newsletter: newsletter?.key ?? "", campaign, variant }
  const form = element("form", { class: "ask-letter", method: "post", action: PAGE },
    element("label", { for: field.id, dir: "auto" }, said.address), field, trap(said.empty), fault, button,
    ...Object.entries(known).map(([key, value]) => element("input", { type: "hidden", name: key, value })))
  form.addEventListener("submit", async (event) => {
    event.preventDefault()
    tell("click")
    const answer = await sent(form)
    // Its own page can say better why nothing came of it.
    if (!answer) form.submit()
    else if (answer.fault) fault.textContent = answer.fault
    else thank(form, said, field.value)
  })
  return [form]
}

/** Sends a form as its own page takes it; null where nothing can be said of what came of it.
 * @param {HTMLFormElement} form @returns {Promise<{fault?: string} | null>} */
export async function sent(form) {
  const body = new URLSearchParams(/** @type {any} */ (new FormData(form)))
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } })
    return await answer.json()
  } catch {
    return null
  }
}

/** @param {HTMLFormElement} form @param {Record<string, string>} said @param {string} address */
function thank(form, said, address) {
  const thanks = element("p", { class: "ask-sent", role: "status", tabindex: "-1", dir: "auto" },
    said.sent.replace("{address}", () => address), " ", said.private)
  form.replaceWith(thanks)
  thanks.focus()
}

/** Where it is said what is wrong. */
export const faultLine = () => element("p", { class: "ask-fault", role: "alert", dir: "auto" })

/** An address, by the name of what it is in. @param {string} name */
export const addressField = (name) => element("input", {
  id: `${name}-address`, name: "address", type: "email", autocomplete: "email", dir: "ltr",
  maxlength: LONGEST_ADDRESS, required: "",
})

/** Unseen: who fills it in is a program. @param {string} words */
export function trap(words) {
  const field = element("input", { name: "website", tabindex: "-1", autocomplete: "off", "aria-label": words })
  return element("div", { class: "ask-trap", "aria-hidden": "true" }, field)
}
