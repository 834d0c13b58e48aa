/** The line at the head of the page, in room that every story has there: nothing moves for it. */
import { element } from "../element.js";
import { host } from "../host.js";
import { quietly } from "../quietly.js";
import { arrived, closeButton, doorWords, offerOf, tongue, whyDoor } from "./contents.js";

/** @import { Drawing } from "./contents.js" */

// Of the two that the door has on a phone.
const LINE_PX = 12

/** Shows the line under the masthead. @param {Drawing} drawing */
export function showHead(drawing) {
  const { words, around, tell } = drawing
  const place = host.head()
  if (!place || place.querySelector(".head-ask")) return
  const { href, said, least } = doorOf(drawing)
  const door = element("a", { class: "head-door", href, dir: "auto", "aria-label": said }, said)
  door.addEventListener("click", () => tell("click"))
  const line = element("p", {}, element("span", { dir: "auto" }, words.headline), door)
  const head = element("aside", { class: "head-ask", "aria-label": around.line, ...tongue(drawing) })
  const over = new AbortController()
  const close = closeButton(around.close, () => {
    over.abort()
    head.remove()
    document.getElementById("main")?.focus({ preventScroll: true })
    tell("dismissal")
  })
  const why = whyDoor(drawing, around.why_short)
  why.className = "head-why"
  why.setAttribute("aria-label", around.why)
  head.append(line, why, close)
  place.prepend(head)
  const fit = () => {
    door.textContent = said
    if (isCut(door)) door.textContent = least
  }
  addEventListener("resize", () => quietly(fit), { signal: over.signal })
  fit()
  arrived(head, tell)
}

/** Whether more is said than is seen: lines close together reach a little over their box.
 * @param {Element} door
 */
const isCut = (door) =>
  door.scrollWidth > door.clientWidth || door.scrollHeight > door.clientHeight + LINE_PX / 2

/** Where the line leads, and its words there: a line has no room for a form. What is
 * asked for, at the least, is said however narrow it is. @param {Drawing} drawing */
function doorOf({ newsletter, words, around, ask, language, join }) {
  // Where the line is narrow its words give way, and what is sent is to be known still.
  if (newsletter) return { href: join(), said: `${newsletter.name}: ${words.join}`, least: newsletter.name }
  const offer = offerOf(ask, ask.preset, language)
  const often = around.intervals[ask.interval]
  return { href: join(offer), said: doorWords(words.join, often, offer.written), least: doorWords("{amount}", often, offer.written) }
}
