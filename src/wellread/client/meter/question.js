/** The quiet question before anything is counted: may we? */
import { element } from "../element.js";
import { whenOutOfView } from "../out_of_view.js";
import { answerConsent } from "./choice.js";

const WHY =
  "The number stays on this device and tells us when it is fair to ask for your support. " +
  "We keep no list of what you read, and you can change your mind at any time."

/** Asks at the end of the article, out of view of what is on screen; `counted` runs after a yes.
 * @param {() => void} counted
 */
export function askToCount(counted) {
  const place = document.getElementById("end-of-article")
  if (!place) return
  const question = element(
    "section",
    { class: "count-question", "aria-labelledby": "count-question" },
    element("h2", { id: "count-question" }, "May we count the articles you read here?"),
    element("p", {}, WHY),
  )
  const yes = choice("Yes, count", () => {
    answerConsent("given")
    counted()
    thank(question, "Thank you. We count from here on.")
  })
  const no = choice("No, do not count", () => {
    answerConsent("refused")
    thank(question, "Thank you. Nothing is counted.")
  })
  question.append(element("div", { class: "button-row" }, yes, no))
  whenOutOfView(place, () => place.prepend(question))
}

/** @param {string} words @param {() => void} chosen */
function choice(words, chosen) {
  const button = element("button", { type: "button", class: "button button-quiet" }, words)
  button.addEventListener("click", chosen)
  return button
}

/** @param {HTMLElement} question @param {string} words */
function thank(question, words) {
  const thanks = element("p", { role: "status", tabindex: "-1" }, words)
  question.removeAttribute("aria-labelledby")
  question.replaceChildren(thanks)
  thanks.focus()
}
