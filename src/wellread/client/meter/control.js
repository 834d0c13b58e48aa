/** The reader's own view of the meter, on the page that says how we count. */
import { element } from "../element.js";
import { articleCount, startCounting, stopCounting } from "./choice.js";
import { consent, isCountingOff, openMemory } from "./device.js";

/** @import { Place } from "../types" */
/** @typedef {{words: string, action: string | null, act: () => unknown}} State */

/** Shows the count and lets the reader stop it, erase it, or start it again.
 * @param {HTMLElement} control
 * @param {Place | null} place
 */
export function showControl(control, place) {
  const { words, action, act } = state(place)
  control.replaceChildren(element("p", { role: "status", tabindex: "-1" }, words))
  if (!action) return
  const button = element("button", { type: "button", class: "button button-quiet" }, action)
  button.addEventListener("click", async () => {
    await act()
    showControl(control, place)
    control.querySelector("p")?.focus()
  })
  control.append(button)
}

/** @param {Place | null} place @returns {State} */
function state(place) {
  const allow = () => startCounting(place)
  if (isCountingOff() || ["unknown", "refused"].includes(consent(place))) {
    return { words: "Nothing is counted on this device.", action: "Count the articles I read", act: allow }
  }
  if (!openMemory(place)) {
    const words = "This browser does not let us remember anything, so nothing is counted."
    return { words, action: null, act: allow }
  }
  const number = new Intl.NumberFormat(document.documentElement.lang || "en").format(articleCount())
  return {
    words: `Articles this device has counted in the past 30 days: ${number}. We keep no list of them.`,
    action: "Stop counting and erase the count",
    act: () => stopCounting(place),
  }
}
