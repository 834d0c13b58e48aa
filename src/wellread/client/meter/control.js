/** The reader's own view of the meter, on the page that says how we count. */
import { element } from "../element.js";
import { figures, pageWords } from "../words.js";
import { articleCount, startCounting, stopCounting } from "./choice.js";
import { consent, isCountingOff, openMemory } from "./device.js";

/** @import { Place } from "../types" */
/** @import { ControlWords } from "../words.js" */
/** @typedef {{words: string, action: string | null, act: () => unknown}} State */

/** Shows the count and lets the reader stop it, erase it, or start it again.
 * @param {HTMLElement} control
 * @param {Place | null} place
 */
export async function showControl(control, place) {
  const said = (await pageWords())?.control
  if (!said) return
  const { words, action, act } = state(place, said)
  control.replaceChildren(element("p", { role: "status", tabindex: "-1" }, words))
  if (!action) return
  const button = element("button", { type: "button", class: "button button-quiet" }, action)
  button.addEventListener("click", async () => {
    await act()
    await showControl(control, place)
    control.querySelector("p")?.focus()
  })
  control.append(button)
}

/** @param {Place | null} place @param {ControlWords} said @returns {State} */
function state(place, said) {
  const allow = () => startCounting()
  if (isCountingOff() || ["unknown", "refused"].includes(consent(place))) {
    return { words: said.nothing, action: said.allow, act: allow }
  }
  if (!openMemory(place)) {
    return { words: said.refused, action: null, act: allow }
  }
  return {
    words: said.counted.replace("{number}", figures(articleCount())),
    action: said.stop,
    act: () => stopCounting(place),
  }
}
