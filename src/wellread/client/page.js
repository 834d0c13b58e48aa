/** Every reading page: the door of the header, the view, the count and then, perhaps, an appeal. */
import { COUNTED_KINDS } from "./engine/history.js";
import { KEPT, consent, isCountingOff, keepViews, now, openMemory, readText } from "./meter/device.js";
import { isOnScreen, untilRead, untilVisible, weigh } from "./view.js";

/** @import { PageFacts, PageView, Place } from "./types" */

const DRAWN = ".asked, .count-question"

const hintAtStart = hintText()
const facts = pageFacts()
let isRead = false
let isDrawing = false
let wasInterrupted = false

if (hint().get("signed_in") === "1") showAccount()
if (facts) tryTo(visit, facts)
untilVisible().then(greet)
addEventListener("pageshow", comeBack)
addEventListener("click", passOn)
document.addEventListener("visibilitychange", lookAgain)

/** What can be left undone: where a script is out of reach, or a document odd, the story is still read.
 * @template T @param {(given: T) => Promise<unknown>} act @param {T} [given]
 */
function tryTo(act, given) {
  return act(/** @type {T} */ (given)).catch(() => {})
}

/** What is said to who comes back from paying, or still owes. */
function greet() {
  if (hint().get("unpaid") === "1") tryTo(() => import("./unpaid.js"))
  if (document.cookie.includes("wellread_thanks")) tryTo(() => import("./thanks.js"))
}

/** One page view, from the first glance. @param {PageFacts} facts */
async function visit(facts) {
  isRead = false
  await untilVisible()
  const wholeView = untilRead(facts, document.getElementById("article-body"))
  let view = await viewOf(facts)
  const { place } = view
  const control = document.getElementById("count-control")
  if (control) tryTo(async () => (await import("./meter/control.js")).showControl(control, place))
  if (!facts.article || !COUNTED_KINDS.includes(facts.kind)) return
  if (place?.consent_needed && consent(place) === "unknown" && !isCountingOff()) {
    const counted = () => wholeView.then(() => record(facts))
    tryTo(async () => (await import("./meter/question.js")).askToCount(counted))
  }
  // Once a letter over the page was closed nothing takes its turn, though its reader comes back.
  const asks = facts.asks && !wasInterrupted
  if (asks) tryTo(keepRoom, view)
  await wholeView
  isRead = true
  // Wiped while the page was open: what was kept comes back before anything is weighed.
  if (view.memory && isBlank()) view = await viewOf(facts)
  if (view.memory) record(facts)
  if (facts.tells) await tryTo(async () => (await import("./telling.js")).tell(view, asks ? await weigh(view, hint, engine) : null))
  if (asks) await ask(view)
}

/** @param {PageFacts} facts @returns {Promise<PageView>} */
async function viewOf(facts) {
  const place = await here()
  return { facts, place, memory: openMemory(place) }
}

/**
 * Where the reader is, as the browser's cache keeps it for a visit; null when it cannot be known. A
 * device whose storage was wiped is given back what it had kept; one whose reader signed in may be
 * given what other devices of theirs know.
 * @returns {Promise<Place | null>}
 */
async function here() {
  try {
    const mine = hint().get("signed_in") ? "?mine" : ""
    const answer = await fetch("/meter/here" + (isBlank() ? "?kept" : mine))
    const { kept, ...place } = await answer.json()
    if (kept) (await import("./meter/restore.js")).giveBack(kept, place)
    if (readText(KEPT.unsent) !== null) tryTo(async () => (await import("./meter/backup.js")).backUp())
    return place
  } catch {
    return null
  }
}

/** Whether none of the marks is here that every device bears which remembers, or has been answered. */
const isBlank = () => ![KEPT.visit, KEPT.consent, KEPT.counting].some(readText)

/**
 * Puts the page on screen into the history, where it may be counted, and has all that is remembered
 * go into the server's cookie when the page is left.
 * @param {PageFacts} facts
 */
function record({ article, section, topics }) {
  if (article) keepViews([{ article, at: now(), section, topics }])
  tryTo(async () => (await import("./meter/backup.js")).backUpWhenLeft())
}

/**
 * Has a panel stand unseen under the article or in it before its reader comes there: put there
 * later, it would push away what is being read.
 * @param {PageView} view
 */
async function keepRoom(view) {
  const foreseen = await weigh(view, hint, engine)
  const { end_of_article, inline } = foreseen?.decision.shown ?? {}
  if (foreseen && (end_of_article || inline)) await (await drawing()).keepRoom(foreseen)
}

/**
 * Weighs the line-up for the view just recorded, and has what was decided drawn.
 * @param {PageView} view
 */
async function ask(view) {
  const weighed = await weigh(view, hint, engine)
  if (!weighed) return
  const { lineUp, decision, memory } = weighed
  wasInterrupted ||= "overlay" in decision.shown || "banner" in decision.shown
  if (memory?.counts) keepViews([], lineUp.longest_window_days)
  if (isDrawing || Object.keys(decision.shown).length) await (await drawing()).draw(weighed)
  // A view without memory has a seat of its own, which would blur every experiment.
  if (memory && decision.held_out.length) (await import("./appeals/events.js")).recordHeldOut(weighed)
}

async function engine() {
  const [{ choose }, { readLineUp }] = await Promise.all([import("./engine/decision.js"), import("./engine/line_up.js")])
  return { choose, readLineUp }
}

function drawing() {
  isDrawing = true
  return import("./appeals/draw.js")
}

/**
 * A page taken from the back-forward cache shows what was true when it was left.
 * @param {PageTransitionEvent} event
 */
function comeBack(event) {
  if (!event.persisted) return
  if (hintText() !== hintAtStart || document.querySelector(DRAWN)) location.reload()
  else if (facts && isRead) tryTo(visit, facts)
}

/** A tab to which its reader returns having joined, given or signed in elsewhere is another page now. */
function lookAgain() {
  if (isOnScreen() && hintText() !== hintAtStart) location.reload()
}

/** @param {Event} event */
function passOn({ target }) {
  const button = target instanceof Element && target.closest("button[data-share]")
  if (button instanceof HTMLElement) tryTo(async () => (await import("./share.js")).share(button))
}

function showAccount() {
  const door = document.getElementById("sign-in")
  if (!(door instanceof HTMLAnchorElement)) return
  door.href = "/account/"
  door.textContent = door.dataset.account ?? door.textContent
}

/** What the server lets scripts know of the reader; nothing in it is secret, nothing is proof. */
function hintText() {
  const [, value = ""] = /(?:^|; )wellread_reader="?([^";]*)/.exec(document.cookie) ?? []
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
