/** The page that appeals are drawn on: ours by itself, another site's once `embed/stage.js` says so. */

/** @import { Host } from "./types" */

/** @type {Host} */
export const host = {
  isOurs: true,
  language: document.documentElement.lang || "en",
  wordsUrl: () => JSON.parse(document.getElementById("page-facts")?.textContent ?? "").words_url,
  address: (path) => path,
  next: () => location.pathname + location.search,
  ground: () => document.body,
  end: () => document.getElementById("end-of-article"),
  after: partBefore,
  head: roomAboveHead,
  places: () => [document],
  styled: (address) => new Promise((resolve) => {
    const link = document.createElement("link")
    link.rel = "stylesheet"
    link.href = address
    link.addEventListener("load", () => resolve(true))
    link.addEventListener("error", () => resolve(false))
    document.head.append(link)
  }),
}

/** The part of the text after which a panel may stand: a paragraph, or a live update; none where too
 * little of it follows.
 * @param {number} after
 */
function partBefore(after) {
  const updates = document.querySelectorAll("#article-body .timeline > .entry")
  const parts = updates.length ? updates : document.querySelectorAll("#article-body > p")
  return parts.length > after ? parts[after - 1] : null
}

// The line's height: less room than that would have it stand over the words.
const LINE_PX = 24

/** The story, where it has room for a line above its head. */
function roomAboveHead() {
  const story = document.querySelector("main .story") ?? document.querySelector("main")
  return story && parseFloat(getComputedStyle(story).paddingBlockStart) >= LINE_PX ? story : null
}
