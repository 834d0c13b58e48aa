/** The strip at the foot of the screen: it stands over the page without stopping it, and folds to a tab. */
import { element } from "../element.js";
import { host } from "../host.js";
import { quietly } from "../quietly.js";
import { arrived, closeButton, contents, tongue } from "./contents.js";

/** @import { Drawing } from "./contents.js" */

/** Shows the strip, unless something else stands over the page. @param {Drawing} drawing */
export function showFoot(drawing) {
  const ground = host.ground()
  if (document.querySelector("dialog[open]") || ground.querySelector("dialog[open], .foot-ask")) return
  const { around, tell } = drawing
  const foot = element("section", { class: "foot-ask", "aria-labelledby": "foot-headline", ...tongue(drawing) })
  const [words, ...rest] = contents(drawing, "foot")
  const doors = rest.pop()
  const asks = rest.pop()
  // Little of it is seen at once: until when it holds comes before what else is said.
  words.querySelector("h2")?.after(...words.querySelectorAll(".ask-deadline"), ...words.querySelectorAll(".ask-goal"))
  const said = element("div", { class: "foot-words" }, words)
  const parts = element("div", { class: "foot-parts" }, said, asks ?? "", doors ?? "")
  const fold = element("button", { type: "button", class: "foot-fold", "aria-label": around.fold, title: around.fold }, chevron())
  const tab = element("button", { type: "button", class: "foot-tab", hidden: "" }, chevron(), around.unfold)
  const close = closeButton(around.close, () => {
    room.disconnect()
    foot.remove()
    keepClear(0)
    tell("dismissal")
  })
  const full = element("div", { class: "foot-full" }, element("div", { class: "foot-buttons" }, fold, close), parts)
  const turn = (/** @type {boolean} */ isFolded) => {
    full.hidden = isFolded
    tab.hidden = !isFolded
    const next = isFolded ? tab : foot.querySelector("h2")
    next?.focus({ preventScroll: true })
  }
  fold.addEventListener("click", () => turn(true))
  tab.addEventListener("click", () => turn(false))
  foot.addEventListener("keydown", ({ key }) => key === "Escape" && !full.hidden && turn(true))
  foot.append(full, tab)
  ground.append(foot)
  const room = new ResizeObserver(() => quietly(() => {
    keepClear(foot.offsetHeight)
    // Words that scroll are scrolled by keyboard, too.
    if (said.scrollHeight > said.clientHeight) said.tabIndex = 0
    else said.removeAttribute("tabindex")
    for (const part of [said, full]) sayWhetherMore(part)
  }))
  for (const part of [foot, full, said]) room.observe(part)
  for (const part of [said, full]) part.addEventListener("scroll", () => sayWhetherMore(part), { passive: true })
  arrived(foot, tell)
}

/** Where it goes on below its edge it fades there. @param {HTMLElement} part */
const sayWhetherMore = (part) =>
  void part.classList.toggle("goes-on", part.scrollHeight - part.clientHeight - part.scrollTop > 1)

/** What is focused by keyboard comes to stand above the strip, and the page's end can be read; on
 * another site that is not ours to change.
 * @param {number} height
 */
function keepClear(height) {
  if (!host.isOurs) return
  document.documentElement.style.scrollPaddingBlockEnd = height ? `${height}px` : ""
  document.body.style.paddingBlockEnd = height ? `${height}px` : ""
}

const chevron = () => element("span", { class: "foot-chevron", "aria-hidden": "true" })
