/** A page view on any site: when it is one, and which campaigns would ask on it. */
import { deviceFacts, now } from "./meter/device.js";
import { quietly } from "./quietly.js";

/** @import { Choose, LineUp, ReadLineUp } from "./engine/functions" */
/** @import { Reader } from "./engine/types" */
/** @import { PageFacts, PageView, Weighed } from "./types" */

// As long as caches may keep it.
const LINE_UP_FRESH_S = 60
// A touch screen whose short side is below this is held in one hand.
const PHONE_PX = 600

let fetchedAt = 0
/** Whose line-up was fetched: a page view has one, and the next asks the browser's cache for another.
 * @type {object | undefined}
 */
let fetchedFor
/** @type {Promise<LineUp | null> | undefined} */
let fetched

/** @typedef {() => Promise<{choose: Choose, readLineUp: ReadLineUp}>} Engine what decides, wherever it comes from */

/** What the line-up decides for a view, or null when it cannot be had.
 * @param {PageView} view @param {() => URLSearchParams} hint what scripts may know of the reader @param {Engine} engine
 * @returns {Promise<Weighed | null>}
 */
export async function weigh(view, hint, engine) {
  const address = new URL(view.facts.line_up_url ?? "", location.href)
  const turn = view.memory ?? view.place ?? {}
  if (turn !== fetchedFor || now() - fetchedAt >= LINE_UP_FRESH_S) {
    fetchedFor = turn
    fetchedAt = now()
    fetched = fetchLineUp(address, engine)
  }
  const [lineUp, { choose }] = await Promise.all([fetched, engine()])
  if (!lineUp) return null
  // As it is now: its reader may have given meanwhile, in another tab.
  const reader = gather(view, hint())
  const decision = choose(lineUp, { reader, page: view.facts, now: now() })
  return { ...view, address, lineUp, decision, reader }
}

/** The line-up, or null when it cannot be had or read: then nobody is asked. @param {URL} address @param {Engine} engine */
async function fetchLineUp(address, engine) {
  try {
    const [{ readLineUp }, answer] = await Promise.all([engine(), fetch(address)])
    return readLineUp(await answer.text())
  } catch {
    return null
  }
}

/** @param {PageView} view @param {URLSearchParams} known @returns {Reader} */
function gather({ place, memory }, known) {
  /** @param {string} name */
  const is = (name) => known.get(name) === "1"
  return {
    ...deviceFacts(place, memory),
    language: navigator.language || null,
    device: device(),
    signed_in: is("signed_in"),
    is_member: is("is_member"),
    was_member: is("was_member"),
    newsletter: is("newsletter"),
    contributed_at: Math.floor(Date.parse(known.get("contributed_at") ?? "") / 1000) || null,
  }
}

function device() {
  if (!matchMedia("(pointer: coarse)").matches) return "desktop"
  return Math.min(screen.width, screen.height) < PHONE_PX ? "phone" : "tablet"
}

/** Resolves when the page is on screen: neither hidden nor drawn ahead of time. */
export function untilVisible() {
  return new Promise((resolve) => {
    const look = () => isOnScreen() && resolve(undefined)
    document.addEventListener("visibilitychange", look)
    document.addEventListener("prerenderingchange", look)
    look()
  })
}

/**
 * Resolves when the page was on screen for so long in total, or its text for a while and scrolled
 * beyond its first screen.
 * @param {PageFacts} facts
 * @param {Element | null} body what holds its text
 */
export function untilRead({ view_seconds, text_seconds, text_screens }, body) {
  return new Promise((resolve) => {
    // A live blog has days, times and names before its first paragraph.
    const text = body?.querySelector(".prose p") ?? body?.querySelector("p") ?? body
    const over = new AbortController()
    let left = view_seconds * 1000
    let leftAtText = text_seconds * 1000
    let at = 0
    let [isSeen, isAtText, isBegun, timer] = [false, false, false, 0]
    const look = () => quietly(() => {
      const passed = performance.now() - at
      at += passed
      if (isSeen) left -= passed
      if (isAtText) leftAtText -= passed
      isSeen = isOnScreen()
      const { top, bottom } = text?.getBoundingClientRect() ?? { top: Infinity, bottom: 0 }
      isBegun ||= isSeen && top < innerHeight && bottom > 0
      isAtText = isBegun && isSeen && top < innerHeight
      const isBeyond = isBegun && top <= -text_screens * innerHeight
      clearTimeout(timer)
      if (left <= 0 || (isBeyond && leftAtText <= 0)) {
        over.abort()
        resolve(undefined)
      } else if (isSeen) timer = setTimeout(look, isBeyond ? Math.min(left, leftAtText) : left)
    })
    document.addEventListener("visibilitychange", look, over)
    addEventListener("scroll", look, { passive: true, signal: over.signal })
    look()
  })
}

export function isOnScreen() {
  return document.visibilityState === "visible" && !document.prerendering
}
