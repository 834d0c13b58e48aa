/** The quiet panel at the end of the article: put there unseen, shown in its room, taken away. */
import { element } from "../element.js";
import { host } from "../host.js";
import { whenOutOfView } from "../out_of_view.js";
import { arrived, closeButton, contents } from "./contents.js";

/** @import { Drawing } from "./contents.js" */

/** The panel under the article, in its place or on the way there.
 * @type {{drawing: Drawing, section: HTMLElement, put: Promise<void>} | null}
 */
let panel = null

/** Shows the panel in its room. @param {Drawing} drawing */
export async function showPanel(drawing) {
  const { section, put } = stand(drawing)
  await put
  // Another decision may have taken it away while its place was in view.
  if (panel?.section !== section) return
  section.inert = false
  arrived(section, drawing.tell)
}

/** Puts the panel in its place when nobody sees it, unseen and out of reach until it is shown.
 * @param {Drawing} drawing
 */
export function stand(drawing) {
  if (panel?.drawing === drawing) return panel
  takeAway()
  const section = element("section", { class: "quiet-ask", "aria-labelledby": "panel-headline", inert: "" })
  const dismiss = () => {
    section.remove()
    panel = null
    focusEnd()
    drawing.tell("dismissal")
  }
  section.append(closeButton(drawing.around.close, dismiss), ...contents(drawing, "panel"))
  const put = whenEndIsOutOfView(() => {
    if (panel?.section === section) host.end()?.append(section)
  })
  return (panel = { drawing, section, put })
}

/** Takes a panel away that is not among what was decided. @param {(Drawing | null)[]} decided */
export function keepOnly(decided) {
  if (panel && !decided.includes(panel.drawing)) takeAway()
}

/** Takes the panel away, its room too as soon as nobody sees it. */
function takeAway() {
  const section = panel?.section
  panel = null
  if (section) whenEndIsOutOfView(() => section.remove())
}

/** Whoever closed the panel by keyboard goes on from where it stood. */
function focusEnd() {
  const found = host.end()
  if (!found) return
  found.tabIndex = -1
  found.focus({ preventScroll: true })
}

/** @param {() => void} put @returns {Promise<void>} */
const whenEndIsOutOfView = (put) => new Promise((resolve) => {
  const found = host.end()
  if (found) whenOutOfView(found, () => resolve(put()))
})
