/** What letter and panel are made of, and telling that one is seen. */
import { element } from "../element.js";

/** @typedef {{name: string, role: string, portrait: string | null}} Signature */
/** @typedef {{headline: string, body: string[], signature: Signature | null, join: string, sign_in: string}} Words */
/** @typedef {{countries: string[], interval: string, currency: string, amounts: number[], preset: number, minimum: number}} Ask */
/** @typedef {{placement: string, words: Words, ask: Ask, language: string, next: string, join: (amount?: number) => string, tell: Tell}} Drawing */
/** @typedef {(kind: import("./notes.js").Kind) => void} Tell */

const VIEW_MS = 250
const LEGENDS = /** @type {Record<string, string>} */ ({
  month: "Choose a monthly amount",
  year: "Choose a yearly amount",
  once: "Choose an amount to give once",
})

const INTERVALS = /** @type {Record<string, string>} */ ({ month: " a month", year: " a year", once: "" })
const AMOUNT = "{amount}"
const WHY = "/pages/privacy/#why"

/** What letter and panel have in common: words, signature, amounts and the two doors.
 * @param {Drawing} drawing
 * @param {string} name
 */
export function contents({ words, ask, language, next, join, tell }, name) {
  // An edition from right to left may carry an appeal whose words are not.
  const dir = "auto"
  const headline = element("h2", { id: `${name}-headline`, tabindex: "-1", dir }, words.headline)
  const paragraphs = words.body.map((text) => element("p", { dir }, text))
  const door = element("a", { class: "button ask-join", dir })
  const other = element("a", { href: join(), dir }, "Choose another amount")
  const signIn = element("a", { href: `/sign-in/?${new URLSearchParams({ next })}`, dir }, words.sign_in)
  const why = element("a", { href: WHY, dir }, "Why am I seeing this?")
  for (const link of [door, other]) link.addEventListener("click", () => tell("click"))
  const choose = (/** @type {number} */ amount) => {
    door.setAttribute("href", join(amount))
    door.textContent = doorWords(words.join, amount, ask, language)
  }
  choose(ask.preset)
  return [
    element("div", { class: "letter-body" }, headline, ...paragraphs),
    ...(words.signature ? [signatureLine(words.signature)] : []),
    element("div", { class: "letter-asks" }, pills(ask, name, language, choose), door),
    element("ul", { class: "ask-doors" }, ...[other, signIn, why].map((link) => element("li", {}, link))),
  ]
}

/** The words on the button, with the amount and how often: at their place, or after them.
 * @param {string} words @param {number} amount @param {Ask} ask @param {string} language
 */
function doorWords(words, amount, { currency, interval }, language) {
  const named = money(amount, currency, language) + INTERVALS[interval]
  return words.includes(AMOUNT) ? words.replaceAll(AMOUNT, named) : `${words}: ${named}`
}

/** @param {Signature} signature */
function signatureLine({ name, role, portrait }) {
  const line = element("p", { class: "letter-signature" })
  if (portrait) line.append(element("img", { src: portrait, alt: "", width: "64", height: "64" }))
  line.append(element("span", {}, element("b", {}, name), role))
  return line
}

/** @param {Ask} ask @param {string} name @param {string} language @param {(amount: number) => void} choose */
function pills(ask, name, language, choose) {
  const set = element("fieldset", { class: "choices" }, element("legend", { dir: "auto" }, LEGENDS[ask.interval]))
  for (const amount of ask.amounts) {
    const radio = element("input", { type: "radio", name: `${name}-amount` })
    radio.checked = amount === ask.preset
    radio.addEventListener("change", () => choose(amount))
    set.append(element("label", { class: "choice" }, radio, element("span", {}, money(amount, ask.currency, language))))
  }
  return set
}

/** @param {() => void} close */
export function closeButton(close) {
  const cross = element("span", { "aria-hidden": "true" }, "×")
  const button = element("button", { type: "button", class: "letter-close", "aria-label": "Close" }, cross)
  button.addEventListener("click", close)
  return button
}

/** Tells that an appeal is on the page, and once that half of it was on screen for 250 ms.
 * @param {Element} appeal
 * @param {Tell} tell
 */
export function arrived(appeal, tell) {
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

/** @param {number} minor @param {string} currency @param {string} language */
function money(minor, currency, language) {
  const format = new Intl.NumberFormat(language, {
    style: "currency", currency, currencyDisplay: "narrowSymbol", trailingZeroDisplay: "stripIfInteger",
  })
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
}
