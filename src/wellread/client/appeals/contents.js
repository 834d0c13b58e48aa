/** What letter and panel are made of, and telling that one is seen. */
import { element } from "../element.js";
import { host } from "../host.js";
import { quietly } from "../quietly.js";
import { goalSoFar } from "./goal.js";
import { written } from "./money.js";

/** @import { Ask, Card, Goal, NewsletterOffer, Signature, Words } from "../engine/types" */
/** @import { Progress } from "./goal.js" */
/** @import { AppealWords } from "../words.js" */
/** @typedef {{placement: string, after: number, words: Words, around: AppealWords, spoken: string, ask: Ask, newsletter: NewsletterOffer | null, form: Form | null, source: Record<string, string>, reminds: boolean, goal: Goal | null, progress: Progress | null, deadline: string, language: string, next: string, join: (offer?: Offer) => string, tell: Tell, why: (drawing: Drawing) => Promise<void>, remind: (drawing: Drawing) => Promise<void>}} Drawing */
/** @typedef {{interval: string, amount: number, written: string}} Offer what is chosen */
/** @typedef {(kind: import("./events.js").Kind) => void} Tell */
/** @typedef {(drawing: Drawing, name: string) => HTMLElement[]} Form what is filled in, in place of choosing an amount */

const VIEW_MS = 250
const AMOUNT = "{amount}"
const WHY = "/pages/privacy/#why"

/** What letter and panel have in common: words, signature, goal, amounts and the two doors.
 * @param {Drawing} drawing
 * @param {string} name
 */
export function contents(drawing, name) {
  const { words, around, form, goal, progress, deadline, next, source, reminds, join, tell } = drawing
  // An edition from right to left may carry an appeal whose words are not.
  const dir = "auto"
  const headline = element("h2", { id: `${name}-headline`, tabindex: "-1", dir }, words.headline)
  const paragraphs = words.body.map((text) => element("p", { dir }, text))
  const other = element("a", { href: join(), dir, "aria-label": around.other }, ...briefly(around.other, around.other_short))
  const signIn = element("a", { href: host.address(`/sign-in/?${new URLSearchParams({ next })}`), dir }, words.sign_in)
  const why = whyDoor(drawing, ...briefly(around.why, around.why_short))
  why.setAttribute("aria-label", around.why)
  other.addEventListener("click", () => tell("click"))
  const later = element("a", { href: host.address(`/reminders/?${new URLSearchParams(source)}`), dir }, around.remind.door)
  if (host.isOurs) later.addEventListener("click", (event) => {
    event.preventDefault()
    drawing.remind(drawing).catch(() => location.assign(later.href))
  })
  const doors = form ? [why] : [other, ...(reminds ? [later] : []), signIn, why]
  return [
    element("div", { class: "letter-body" }, headline, ...paragraphs,
      ...(goal ? [goalSoFar(goal, progress, around.goal, name)] : []),
      ...(deadline ? [element("p", { class: "ask-deadline", dir }, deadline)] : [])),
    ...(words.signature ? [signatureLine(words.signature)] : []),
    element("div", { class: "letter-asks" }, ...(form ?? amounts)(drawing, name)),
    element("ul", { class: "ask-doors" }, ...doors.map((link) => element("li", {}, link))),
  ]
}

/** The same said in full, and in short where the screen is narrow: so the small links stand in one row.
 * @param {string} whole @param {string} short
 */
const briefly = (whole, short) => [element("span", { class: "ask-whole" }, whole), element("span", { class: "ask-short" }, short)]

/** Opens why it asks, and what its reader may do about it. @param {Drawing} drawing @param {(string | Node)[]} words */
export function whyDoor(drawing, ...words) {
  const door = element("a", { href: host.address(WHY), dir: "auto" }, ...words)
  door.addEventListener("click", (event) => {
    event.preventDefault()
    drawing.why(drawing).catch(() => location.assign(door.href))
  })
  return door
}

/** The amounts, and the button that says which of them is chosen. @type {Form} */
function amounts({ words, around, ask, language, join, tell }, name) {
  const door = element("a", { class: "button ask-join", dir: "auto" })
  door.addEventListener("click", () => tell("click"))
  const choose = (/** @type {Offer} */ offer) => {
    door.setAttribute("href", join(offer))
    door.textContent = doorWords(words.join, around.intervals[offer.interval], offer.written)
  }
  choose(offerOf(ask, ask.preset, language))
  const choices = ask.cards?.length ? cards(ask, ask.cards, around, name, language, choose)
    : pills(ask, around.legends[ask.interval], name, language, choose)
  return [choices, door]
}

// Written from right to left.
const RIGHT_TO_LEFT = /^(ar|ckb|dv|fa|he|ps|sd|ug|ur|yi)\b/i

/** In which language an appeal speaks, and which way it is written. @param {Drawing} drawing */
export const tongue = ({ spoken }) => ({ lang: spoken, dir: RIGHT_TO_LEFT.test(spoken) ? "rtl" : "ltr" })

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

/** An amount of the ask's own interval. @param {Ask} ask @param {number} amount @param {string} language @returns {Offer} */
export const offerOf = (ask, amount, language) =>
  ({ interval: ask.interval, amount, written: written(ask, amount, language) })

/** @param {Ask} ask @param {string} legend @param {string} name @param {string} language @param {(offer: Offer) => void} choose */
function pills(ask, legend, name, language, choose) {
  const set = element("fieldset", { class: "choices" }, element("legend", { dir: "auto" }, legend))
  for (const amount of ask.amounts) {
    const offer = offerOf(ask, amount, language)
    const radio = radioFor(offer, name, amount === ask.preset, choose)
    set.append(element("label", { class: "choice" }, radio, element("span", {}, offer.written)))
  }
  return set
}

/** One card an interval: the preset of the ask's own, and what stands beside it.
 * @param {Ask} ask @param {readonly Card[]} others @param {AppealWords} around @param {string} name @param {string} language
 * @param {(offer: Offer) => void} choose
 */
function cards(ask, others, around, name, language, choose) {
  const set = element("fieldset", { class: "ask-cards" }, element("legend", { dir: "auto" }, around.cards.legend))
  const own = offerOf(ask, ask.preset, language)
  for (const offer of [own, ...others]) {
    const radio = radioFor(offer, name, offer === own, choose)
    const words = element("span", {}, around.cards[offer.interval])
    set.append(element("label", { class: "ask-card" }, radio, element("span", {}, words, element("b", {}, offer.written))))
  }
  return set
}

/** @param {Offer} offer @param {string} name @param {boolean} isChosen @param {(offer: Offer) => void} choose */
function radioFor(offer, name, isChosen, choose) {
  const radio = element("input", { type: "radio", name: `${name}-amount` })
  radio.checked = isChosen
  radio.addEventListener("change", () => quietly(() => choose(offer)))
  return radio
}

/** @param {string} words @param {() => void} close */
export function closeButton(words, close) {
  const cross = element("span", { "aria-hidden": "true" }, "×")
  const button = element("button", { type: "button", class: "letter-close", "aria-label": words }, cross)
  button.addEventListener("click", () => quietly(close))
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
  const seen = () => quietly(() => {
    watch.disconnect()
    tell("view")
  })
  const watch = new IntersectionObserver(([entry]) => quietly(() => {
    clearTimeout(timer)
    if (entry.intersectionRatio >= 0.5) timer = setTimeout(seen, VIEW_MS)
  }), { threshold: 0.5 })
  watch.observe(appeal)
}
