/** The quiet question before anything is counted: may we? */
import { element } from "../element.js";
import { host } from "../host.js";
import { whenOutOfView } from "../out_of_view.js";
import { quietly } from "../quietly.js";
import { pageWords } from "../words.js";
import { answerConsent } from "./choice.js";

/** Asks at the end of the article, out of view of what is on screen; `counted` runs after a yes.
 * @param {() => void} counted
 */
export async function askToCount(counted) {
  const place = host.end()
  const words = (await pageWords())?.question
  if (!place || !words) return
  const question = element(
    "section",
    { class: "count-question", "aria-labelledby": "count-question" },
    element("h2", { id: "count-question" }, words.title),
    element("p", {}, words.why),
  )
  const yes = choice(words.yes, () => {
    answerConsent("given")
    counted()
    thank(question, words.counted)
  })
  const no = choice(words.no, () => {
    answerConsent("refused")
    thank(question, words.not_counted)
  })
  question.append(element("div", { class: "button-row" }, yes, no))
  whenOutOfView(place, () => place.prepend(question))
}

/** @param {string} words @param {() => void} chosen */
function choice(words, chosen) {
  const button = element("button", { type: "button", class: "button button-quiet" }, words)
  button.addEventListener("click", () => quietly(chosen))
  return button
}

/** @param {HTMLElement} question @param {string} words */
function thank(question, words) {
  const thanks = element("p", { role: "status", tabindex: "-1" }, words)
  question.removeAttribute("aria-labelledby")
  question.replaceChildren(thanks)
  thanks.focus()
}
