/** Every reading page: the door of the header, the view, the count and then, perhaps, an appeal. */
import { consent, deviceFacts, isBlank, isCountingOff, isUnsent, keepViews, now, openMemory } from "./meter/device.js";

/** @import { LineUp } from "./engine/functions" */
/** @import { Reader } from "./engine/types" */
/** @import { PageFacts, PageView, Place, Weighed } from "./types" */

const COUNTED_KINDS = ["article", "live_blog"]
const DRAWN = ".letter, .quiet-ask:not([inert]), .count-question"
// As long as caches may keep it.
const LINE_UP_FRESH_S = 60
// A touch screen whose short side is below this is held in one hand.
const PHONE_PX = 600

const hintAtStart = hintText()
const facts = pageFacts()
let isRead = false
let isDrawing = false
let wasInterrupted = false
let fetchedAt = 0
/** @type {Promise<LineUp | null> | null} */
let fetched = null

if (hint().get("signed_in") === "1") showAccount()
if (facts) visit(facts)
untilVisible().then(() => document.cookie.includes("wellread_thanks") && import("./thanks.js"))
untilVisible().then(() => hint().get("unpaid") === "1" && import("./unpaid.js"))
addEventListener("pageshow", comeBack)
addEventListener("click", passOn)
document.addEventListener("visibilitychange", lookAgain)

/** One page view, from the first glance. @param {PageFacts} facts */
async function visit(facts) {
  isRead = false
  await untilVisible()
  const wholeView = untilRead(facts)
  let view = await viewOf(facts)
  const { place } = view
  const control = document.getElementById("count-control")
  if (control) (await import("./meter/control.js")).showControl(control, place)
  if (!facts.article || !COUNTED_KINDS.includes(facts.kind)) return
  if (place?.consent_needed && consent(place) === "unknown" && !isCountingOff()) {
    const counted = () => wholeView.then(() => record(facts))
    import("./meter/question.js").then(({ askToCount }) => askToCount(counted))
  }
  // Once a letter over the page was closed nothing takes its turn, though its reader comes back.
  const asks = facts.asks && !wasInterrupted
  if (asks) keepRoom(view)
  await wholeView
  isRead = true
  // Wiped while the page was open: what was kept comes back before anything is weighed.
  if (view.memory && isBlank()) view = await viewOf(facts)
  if (view.memory) record(facts)
  if (asks) await ask(view)
}

/** @param {PageFacts} facts @returns {Promise<PageView>} */
async function viewOf(facts) {
  const place = await here()
  return { facts, place, memory: openMemory(place) }
}

/**
 * Where the reader is, as the browser's cache keeps it for a visit; null when it cannot be known. A
 * device whose storage was wiped is given back what it had kept.
 * @returns {Promise<Place | null>}
 */
async function here() {
  try {
    const answer = await fetch(isBlank() ? "/meter/here?kept" : "/meter/here")
    const { kept, ...place } = await answer.json()
    if (kept) (await backup()).giveBack(kept, place)
    if (isUnsent()) backup().then(({ backUp }) => backUp())
    return place
  } catch {
    return null
  }
}

function backup() {
  return import("./meter/backup.js")
}

/**
 * Puts the page on screen into the history, where it may be counted, and has all that is remembered
 * go into the server's cookie when the page is left.
 * @param {PageFacts} facts
 */
function record({ article, section, topics }) {
  if (article) keepViews([{ article, at: now(), section, topics }])
  backup().then(({ backUpWhenLeft }) => backUpWhenLeft())
}

/**
 * Has a panel stand unseen under the article before its reader comes there: put there later, it
 * would push away what is being read.
 * @param {PageView} view
 */
async function keepRoom(view) {
  const foreseen = await weigh(view)
  if (foreseen?.decision.shown.end_of_article) (await drawing()).keepRoom(foreseen)
}

/**
 * Weighs the line-up for the view just recorded, and has what was decided drawn.
 * @param {PageView} view
 */
async function ask(view) {
  const weighed = await weigh(view)
  if (!weighed) return
  const { lineUp, decision, memory } = weighed
  wasInterrupted ||= "overlay" in decision.shown || "banner" in decision.shown
  if (memory?.counts) keepViews([], lineUp.longest_window_days)
  if (isDrawing || Object.keys(decision.shown).length) (await drawing()).draw(weighed)
  // A view without memory has a seat of its own, which would blur every experiment.
  if (memory && decision.held_out.length) (await import("./appeals/events.js")).recordHeldOut(weighed)
}

/** @param {PageView} view @returns {Promise<Weighed | null>} */
async function weigh(view) {
  const address = new URL(view.facts.line_up_url ?? "", location.href)
  if (now() - fetchedAt >= LINE_UP_FRESH_S) {
    fetchedAt = now()
    fetched = fetchLineUp(address)
  }
  const [lineUp, { choose }] = await Promise.all([fetched, import("./engine/decision.js")])
  if (!lineUp) return null
  const reader = gather(view)
  const decision = choose(lineUp, { reader, page: view.facts, now: now() })
  return { ...view, address, lineUp, decision, reader }
}

function drawing() {
  isDrawing = true
  return import("./appeals/draw.js")
}

/** The line-up, or null when it cannot be had or read: then nobody is asked. @param {URL} address */
async function fetchLineUp(address) {
  try {
    const [{ readLineUp }, answer] = await Promise.all([import("./engine/line_up.js"), fetch(address)])
    return readLineUp(await answer.text())
  } catch {
    return null
  }
}

/** @param {PageView} view @returns {Reader} */
function gather({ place, memory }) {
  // As it is now: its reader may have given meanwhile, in another tab.
  const known = hint()
  /** @param {string} name */
  const is = (name) => known.get(name) === "1"
  return {
    ...deviceFacts(place, memory),
    language: navigator.language || null,
    device: device(),
    signed_in: is("signed_in"),
    is_member: is("is_member"),
    was_member: is("was_member"),
    contributed_at: Math.floor(Date.parse(known.get("contributed_at") ?? "") / 1000) || null,
  }
}

function device() {
  if (!matchMedia("(pointer: coarse)").matches) return "desktop"
  return Math.min(screen.width, screen.height) < PHONE_PX ? "phone" : "tablet"
}

/** Resolves when the page is on screen: neither hidden nor drawn ahead of time. */
function untilVisible() {
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
 */
function untilRead({ view_seconds, text_seconds, text_screens }) {
  return new Promise((resolve) => {
    const body = document.getElementById("article-body")
    // A live blog has days, times and names before its first paragraph.
    const text = body?.querySelector(".prose p") ?? body?.querySelector("p") ?? body
    const over = new AbortController()
    let left = view_seconds * 1000
    let leftAtText = text_seconds * 1000
    let at = 0
    let [isSeen, isAtText, isBegun, timer] = [false, false, false, 0]
    const look = () => {
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
    }
    document.addEventListener("visibilitychange", look, over)
    addEventListener("scroll", look, { passive: true, signal: over.signal })
    look()
  })
}

function isOnScreen() {
  const isDrawnAhead = "prerendering" in document && document.prerendering
  return document.visibilityState === "visible" && !isDrawnAhead
}

/**
 * A page taken from the back-forward cache shows what was true when it was left.
 * @param {PageTransitionEvent} event
 */
function comeBack(event) {
  if (!event.persisted) return
  if (hintText() !== hintAtStart || document.querySelector(DRAWN)) location.reload()
  else if (facts && isRead) visit(facts)
}

/** A tab to which its reader returns having joined, given or signed in elsewhere is another page now. */
function lookAgain() {
  if (isOnScreen() && hintText() !== hintAtStart) location.reload()
}

/** @param {Event} event */
async function passOn({ target }) {
  const button = target instanceof Element && target.closest("button[data-share]")
  if (button instanceof HTMLElement) (await import("./share.js")).share(button)
}

function showAccount() {
  const door = document.getElementById("sign-in")
  if (!(door instanceof HTMLAnchorElement)) return
  door.href = "/account/"
  door.textContent = door.dataset.account ?? null
}

/** What the server lets scripts know of the reader; nothing in it is secret, nothing is proof. */
function hintText() {
  const pair = document.cookie.split("; ").find((one) => one.startsWith("wellread_reader="))
  const value = (pair ?? "").slice("wellread_reader=".length).replaceAll('"', "")
  // Unlike decodeURIComponent, this takes whatever a tampered cookie holds.
  return value.includes("=") ? value : String(new URLSearchParams(`v=${value}`).get("v"))
}

function hint() {
  return new URLSearchParams(hintText())
}

/** @returns {PageFacts | null} */
function pageFacts() {
  return JSON.parse(document.getElementById("page-facts")?.textContent || "null")
}
