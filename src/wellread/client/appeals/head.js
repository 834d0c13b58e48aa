/** The line at the head of the page, in room that every story has there: nothing moves for it. */
import { element } from "../element.js";
import { host } from "../host.js";
import { arrived, closeButton, doorWords, offerOf, tongue, whyDoor } from "./contents.js";

/** @import { Drawing } from "./contents.js" */

/** Shows the line under the masthead. @param {Drawing} drawing */
export function showHead(drawing) {
  const { words, around, tell } = drawing
  const place = host.head()
  if (!place || place.querySelector(".head-ask")) return
  const { href, said } = doorOf(drawing)
  const door = element("a", { class: "head-door", href, dir: "auto" }, said)
  door.addEventListener("click", () => tell("click"))
  const line = element("p", {}, element("span", { dir: "auto" }, words.headline), door)
  const head = element("aside", { class: "head-ask", "aria-label": around.line, ...tongue(drawing) })
  const close = closeButton(around.close, () => {
    head.remove()
    document.getElementById("main")?.focus({ preventScroll: true })
    tell("dismissal")
  })
  const why = whyDoor(drawing, around.why_short)
  why.className = "head-why"
  why.setAttribute("aria-label", around.why)
  head.append(line, why, close)
  place.prepend(head)
  arrived(head, tell)
}

/** Where the line leads, and its words there: a line has no room for a form. @param {Drawing} drawing */
function doorOf({ newsletter, words, around, ask, language, join }) {
  // Where the line is narrow its words give way, and what is sent is to be known still.
  if (newsletter) return { href: join(), said: `${newsletter.name}: ${words.join}` }
  const offer = offerOf(ask, ask.preset, language)
  return { href: join(offer), said: doorWords(words.join, around.intervals[ask.interval], offer.written) }
}
