/** An open live blog while it is read: what was edited or removed is put right where it stands, what
 * is new is counted, and put in place when the reader asks.
 */
import { element } from "./element.js";
import { numbered, pageWords } from "./words.js";

/** @import { LiveWords } from "./words.js" */

// Every reader asks for the same address, so that shared caches answer nearly all of them.
const EVERY_MS = 30_000
const TIMEOUT_MS = 20_000
// What folds away on a phone, and what is in it: whether it is open is its reader's affair.
const FOLDS = [[".pinned", ".pinned .entry"], [".live-summary", ".live-summary section"]]
const KEY_EVENT = ".key-events a"

/** Watches the first page of a live blog from the bar above its timeline.
 * @param {HTMLElement} bar
 * @param {Element} timeline
 * @param {LiveWords} words
 */
function watch(bar, timeline, words) {
  /** @type {Document | null} */
  let latest = null
  let isPaused = false
  const told = element("p", { role: "status", class: "visually-hidden" })
  const pause = element("button", { type: "button", class: "button button-quiet" }, words.pause)
  const show = element("button", { type: "button", class: "button live-news", hidden: "" })
  bar.replaceChildren(told, show, pause)

  async function look() {
    if (isPaused || document.hidden) return
    const page = await fetchPage(bar.dataset.page ?? "")
    // The reader may have paused while the site was answering.
    if (!page || isPaused) return
    latest = page
    putRight(page)
    tell(newIn(page))
    if (!page.querySelector(".live-updates")) close(page)
  }

  /** @param {number} count */
  function tell(count) {
    show.hidden = count === 0
    show.textContent = numbered(words.show, count)
    say(count ? numbered(words.new, count) : "")
  }

  /** @param {string} text */
  function say(text) {
    if (told.textContent !== text) told.textContent = text
  }

  /** Coverage has ended: what is there is kept, and nobody asks again.
   * @param {Document} page
   */
  function close(page) {
    clearInterval(timer)
    document.removeEventListener("visibilitychange", look)
    swap(page, ".live-status")
    pause.remove()
    say(`${told.textContent} ${words.closed}`.trim())
  }

  pause.addEventListener("click", () => {
    isPaused = !isPaused
    pause.textContent = isPaused ? words.resume : words.pause
    look()
  })
  show.addEventListener("click", () => {
    if (!latest) return
    const news = latest
    swap(news, ".pinned", (pinned) => document.querySelector(".folds")?.append(pinned))
    swap(news, ".key-events", (events) => document.querySelector(".live-meta")?.append(events))
    // Where older updates begin has moved, too.
    swap(news, ".pages", (pages) => timeline.after(pages))
    timeline.replaceChildren(...(news.querySelector(".timeline")?.childNodes ?? []))
    latest = null
    tell(0)
    timeline.querySelector("a")?.focus()
  })
  document.addEventListener("visibilitychange", look)
  const timer = setInterval(look, EVERY_MS)
}

/** The first page as it is now; null when the site does not answer.
 * @param {string} address
 */
async function fetchPage(address) {
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS) })
    if (!answer.ok) return null
    const page = new DOMParser().parseFromString(await answer.text(), "text/html")
    return page.querySelector(".timeline") ? page : null
  } catch {
    return null
  }
}

/** Puts edited and removed updates in the place of what the reader has; none comes or moves.
 * @param {Document} page
 */
function putRight(page) {
  for (const entry of document.querySelectorAll(".timeline .entry")) {
    const now = page.getElementById(entry.id)
    if (now && isOther(entry, now)) entry.replaceWith(document.importNode(now, true))
  }
  for (const [fold, inner] of FOLDS) {
    const [shown, now] = [document.querySelector(inner), page.querySelector(inner)]
    if (shown && isOther(shown, now)) swap(page, fold)
  }
  // Pinned meanwhile, it stands above, and no longer in its place.
  const pinned = document.querySelector(".pinned .entry")
  if (pinned) timeline?.querySelector(`#${pinned.id}`)?.remove()
  const known = [...page.querySelectorAll(KEY_EVENT)].map(entryOf)
  for (const link of document.querySelectorAll(KEY_EVENT)) {
    if (!known.includes(entryOf(link))) link.closest("li")?.remove()
  }
}

/** @param {Element} link which jumps to its entry, or leads to it once an older page has it */
const entryOf = (link) => link.getAttribute("data-entry")

/** Whether a part of the page has changed, and nobody is using it.
 * @param {Element} part
 * @param {Element | null} now
 */
const isOther = (part, now) => !now?.isEqualNode(part) && !part.contains(document.activeElement)

/** Puts a part of the page as it is now in the place of what it was.
 * @param {Document} page
 * @param {string} selector
 * @param {(part: Element) => void} [place] where to put it when there was none
 */
function swap(page, selector, place) {
  const [before, now] = [document.querySelector(selector), page.querySelector(selector)]
  const copy = now && document.importNode(now, true)
  // What its reader has opened stays open.
  if (before?.hasAttribute("open")) copy?.setAttribute("open", "")
  if (before && copy) before.replaceWith(copy)
  else if (before) before.remove()
  else if (copy && place) place(copy)
}

/** @param {Document} page */
const newIn = (page) =>
  [...page.querySelectorAll(".timeline .entry")].filter(({ id }) => !document.getElementById(id))
    .length

const bar = document.querySelector(".live-updates")
const timeline = document.querySelector(".timeline")
const words = await pageWords()
if (bar instanceof HTMLElement && timeline && words?.live) watch(bar, timeline, words.live)
