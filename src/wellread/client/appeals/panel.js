/** The quiet panels, under the article and inside it: put there unseen, shown in their room, taken away. */
import { element } from "../element.js";
import { host } from "../host.js";
import { whenOutOfView } from "../out_of_view.js";
import { arrived, closeButton, contents, tongue } from "./contents.js";

/** @import { Drawing } from "./contents.js" */
/** @typedef {{drawing: Drawing, section: HTMLElement, put: Promise<void>}} Panel in its place or on the way there */

/** @type {Map<string, Panel>} */
const panels = new Map()

/** Shows a panel in its room. @param {Drawing} drawing */
export async function showPanel(drawing) {
  const { section, put } = stand(drawing)
  await put
  // Another decision may have taken it away while its place was in view.
  if (panels.get(drawing.placement)?.section !== section) return
  section.inert = false
  arrived(section, drawing.tell)
}

/** Puts a panel in its place when nobody sees it, unseen and out of reach until it is shown.
 * @param {Drawing} drawing
 * @returns {Panel}
 */
export function stand(drawing) {
  const { placement } = drawing
  const standing = panels.get(placement)
  if (standing?.drawing === drawing) return standing
  takeAway(placement)
  const name = placement === "inline" ? "inline" : "panel"
  const section = element("section", { class: `quiet-ask ${name}-ask`, "aria-labelledby": `${name}-headline`, inert: "", ...tongue(drawing) })
  const place = placeOf(drawing)
  const dismiss = () => {
    section.remove()
    panels.delete(placement)
    focusOn(place)
    drawing.tell("dismissal")
  }
  section.append(closeButton(drawing.around.close, dismiss), ...contents(drawing, name))
  const put = whenUnseen(place, (found) => {
    if (panels.get(placement)?.section !== section) return
    // On another site it has a stage of its own there.
    if (placement === "inline" && host.isOurs) found.after(section)
    else found.append(section)
  })
  const panel = { drawing, section, put }
  panels.set(placement, panel)
  return panel
}

/** Takes away the panels that are not among what was decided. @param {(Drawing | null)[]} decided */
export function keepOnly(decided) {
  for (const [placement, { drawing }] of panels) if (!decided.includes(drawing)) takeAway(placement)
}

/** Takes a panel away, its room too as soon as nobody sees it. @param {string} placement */
function takeAway(placement) {
  const found = panels.get(placement)
  panels.delete(placement)
  if (found) whenUnseen(placeOf(found.drawing), () => found.section.remove())
}

/** Where a panel goes: into the end of the article, or after one of its paragraphs or live updates.
 * @param {Drawing} drawing
 */
const placeOf = ({ placement, after }) => (placement === "inline" ? host.after(after) : host.end())

/** Whoever closed a panel by keyboard goes on from where it stood. @param {Element | null} place */
function focusOn(place) {
  if (!(place instanceof HTMLElement)) return
  place.tabIndex = -1
  place.focus({ preventScroll: true })
}

/** Where there is no place, it never comes. @param {Element | null} place @param {(place: Element) => void} put @returns {Promise<void>} */
const whenUnseen = (place, put) => new Promise((resolve) => {
  if (place && host.isStill === false) queueMicrotask(() => resolve(put(place)))
  else if (place) whenOutOfView(place, () => resolve(put(place)))
})
