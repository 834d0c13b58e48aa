/** The panel that says thanks, over the foot of the page to which a reader returns who has just paid. */
import { element } from "./element.js";

/** @import { Thanks } from "./types" */

/** Shows the panel until it is closed.
 * @param {Thanks} said
 * @param {(panel: HTMLElement) => void} place puts it on the page
 */
export function showThanks({ title, arrived, opens, receipt, elsewhere, go_on }, place) {
  const panel = element("section", { class: "thanks", role: "status", "aria-labelledby": "thanks-title" })
  const close = element("button", { class: "button button-primary", type: "button" }, go_on)
  const end = () => {
    panel.remove()
    removeEventListener("keydown", escape)
  }
  /** @param {KeyboardEvent} event */
  const escape = ({ key }) => key === "Escape" && end()
  close.addEventListener("click", end)
  const said = [
    element("h2", { id: "thanks-title", dir: "auto" }, title),
    ...paragraphs(arrived),
    element("ul", {}, ...opens.map((line) => element("li", { dir: "auto" }, line))),
    ...paragraphs(receipt, elsewhere),
    close,
  ]
  place(panel)
  addEventListener("keydown", escape)
  // What enters a region that stands already is read out.
  panel.append(...said)
}

/** @param {string[]} texts */
const paragraphs = (...texts) => texts.filter(Boolean).map((text) => element("p", { dir: "auto" }, text))
