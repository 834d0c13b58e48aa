/** What letter and panel are made of, and telling that one is seen. */
import { element } from "../element.js";
import { host } from "../host.js";
import { written } from "./money.js";

/** @import { Ask, Signature, Words } from "../engine/types" */
/** @import { AppealWords } from "../words.js" */
/** @typedef {{placement: string, after: number, words: Words, around: AppealWords, ask: Ask, language: string, next: string, join: (amount?: number) => string, tell: Tell, why: (drawing: Drawing) => Promise<void>}} Drawing */
/** @typedef {(kind: import("./events.js").Kind) => void} Tell */

const VIEW_MS = 250
const AMOUNT = "{amount}"
const WHY = "/pages/privacy/#why"

/** What letter and panel have in common: words, signature, amounts and the two doors.
 * @param {Drawing} drawing
 * @param {string} name
 */
export function contents(drawing, name) {
  const { words, around, ask, language, next, join, tell } = drawing
  // An edition from right to left may carry an appeal whose words are not.
  const dir = "auto"
  const headline = element("h2", { id: `${name}-headline`, tabindex: "-1", dir }, words.headline)
  const paragraphs = words.body.map((text) => element("p", { dir }, text))
  const door = element("a", { class: "button ask-join", dir })
  const other = element("a", { href: join(), dir }, around.other)
  const signIn = element("a", { href: host.address(`/sign-in/?${new URLSearchParams({ next })}`), dir }, words.sign_in)
  const why = element("a", { href: host.address(WHY), dir }, around.why)
  why.addEventListener("click", (event) => {
    event.preventDefault()
    drawing.why(drawing).catch(() => location.assign(why.href))
  })
  for (const link of [door, other]) link.addEventListener("click", () => tell("click"))
  const choose = (/** @type {number} */ amount) => {
    door.setAttribute("href", join(amount))
    door.textContent = doorWords(words.join, around.intervals[ask.interval], written(ask, amount, language))
  }
  choose(ask.preset)
  return [
    element("div", { class: "letter-body" }, headline, ...paragraphs),
    ...(words.signature ? [signatureLine(words.signature)] : []),
    element("div", { class: "letter-asks" }, pills(ask, around.legends[ask.interval], name, language, choose), door),
    element("ul", { class: "ask-doors" }, ...[other, signIn, why].map((link) => element("li", {}, link))),
  ]
}

/** The words on the button, with the amount and how often: at their place, or after them.
 * @param {string} words @param {string} often @param {string} amount
 */
export function doorWords(words, often, amount) {
  const named = often.replace(AMOUNT, amount)
  return words.includes(AMOUNT) ? words.replaceAll(AMOUNT, named) : `${words}: ${named}`
}

/** @param {Signature} signature */
function signatureLine({ name, role, portrait }) {
  const line = element("p", { class: "letter-signature" })
  if (portrait) line.append(element("img", { src: host.address(portrait), alt: "", width: "64", height: "64" }))
  line.append(element("span", {}, element("b", {}, name), role))
  return line
}

/** @param {Ask} ask @param {string} legend @param {string} name @param {string} language @param {(amount: number) => void} choose */
function pills(ask, legend, name, language, choose) {
  const set = element("fieldset", { class: "choices" }, element("legend", { dir: "auto" }, legend))
  for (const amount of ask.amounts) {
    const radio = element("input", { type: "radio", name: `${name}-amount` })
    radio.checked = amount === ask.preset
    radio.addEventListener("change", () => choose(amount))
    set.append(element("label", { class: "choice" }, radio, element("span", {}, written(ask, amount, language))))
  }
  return set
}

/** @param {string} words @param {() => void} close */
export function closeButton(words, close) {
  const cross = element("span", { "aria-hidden": "true" }, "×")
  const button = element("button", { type: "button", class: "letter-close", "aria-label": words }, cross)
  button.addEventListener("click", close)
  return button
}

/** Tells that an appeal is on the page, and once that half of it was on screen for 250 ms.
 * @param {Element} appeal
 * @param {Tell} tell
 */
export function arrived(appeal, tell) {
  appeal.classList.add("asked")
  tell("impression")
  let timer = 0
  const watch = new IntersectionObserver(([entry]) => {
    clearTimeout(timer)
    if (entry.intersectionRatio < 0.5) return
    timer = setTimeout(() => {
      watch.disconnect()
      tell("view")
    }, VIEW_MS)
  }, { threshold: 0.5 })
  watch.observe(appeal)
}
