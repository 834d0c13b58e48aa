/** Every reading page: the door of the header, the view, the count and then, perhaps, an appeal. */
import { backUp, consent, deviceFacts, here, keepViews, now, openMemory } from "./meter/device.js";

/** @import { LineUp, Reader, Shown } from "./engine/types" */
/** @import { Memory, Place } from "./meter/device.js" */
/**
 * What the server says about the page, and nothing about the reader.
 * @typedef {{
 *   article: string | null, kind: string, section: string | null, topics: string[],
 *   sensitive: boolean, sponsored: boolean, view_seconds: number, asks: boolean,
 *   line_up_url?: string, files?: { appeal_css: string },
 * }} PageFacts
 */

const COUNTED_KINDS = ["article", "live_blog"]
const DRAWN = ".letter, .quiet-ask, .count-question"
// A touch screen whose short side is below this is held in one hand.
const PHONE_PX = 600

const hintAtStart = hintText()
const hint = new URLSearchParams(hintAtStart)
const facts = pageFacts()
let isRead = false

if (hint.get("signed_in") === "1") showAccount()
if (facts) visit(facts)
addEventListener("pageshow", comeBack)

/** One page view, from the first glance. @param {PageFacts} facts */
async function visit(facts) {
  isRead = false
  await untilVisible()
  const wholeView = untilRead(facts.view_seconds)
  const place = await here()
  const memory = openMemory(place)
  const control = document.getElementById("count-control")
  if (control) (await import("./meter/control.js")).showControl(control, place)
  if (!facts.article || !COUNTED_KINDS.includes(facts.kind)) return
  await wholeView
  isRead = true
  if (memory?.counts) record(facts)
  if (facts.asks) await ask(facts, place, memory)
  if (place?.consent_needed && consent(place) === "unknown") {
    (await import("./meter/question.js")).askToCount(() => record(facts))
  }
}

/**
 * Puts the page on screen into the history, and into the server's cookie when it is left.
 * @param {PageFacts} facts
 */
function record({ article, section, topics }) {
  if (article) keepViews([{ article, at: now(), section, topics }])
  document.addEventListener("visibilitychange", backUp, { once: true })
}

/**
 * Weighs the line-up for the view just recorded, and has what was decided drawn.
 * @param {PageFacts} facts
 * @param {Place | null} place
 * @param {Memory | null} memory
 */
async function ask(facts, place, memory) {
  const address = new URL(facts.line_up_url ?? "", location.href)
  const [lineUp, { choose }] = await Promise.all([
    fetchLineUp(address),
    import("./engine/decision.js"),
  ])
  if (!lineUp) return
  if (memory?.counts) keepViews([], lineUp.longest_window_days)

  const decision = choose(lineUp, { reader: gather(place, memory), page: facts, now: now() })

  const won = Object.entries(decision.shown).map(([placement, one]) => appeal(lineUp, placement, one))
  if (won.length) {
    const { draw } = await import("./appeals/draw.js")
    const { version } = lineUp
    const styles = facts.files?.appeal_css ?? ""
    draw(won, { address, version, styles, country: place?.country ?? null, remembers: !!memory })
  }
  // A view without memory has a seat of its own, which would blur every experiment.
  if (memory && decision.held_out.length) {
    const { noteHeldOut } = await import("./appeals/notes.js")
    noteHeldOut(lineUp, decision.held_out)
  }
}

/**
 * The line-up, or null when it cannot be had or read: then nobody is asked.
 * @param {URL} address
 * @returns {Promise<LineUp | null>}
 */
async function fetchLineUp(address) {
  try {
    const [{ readLineUp }, answer] = await Promise.all([
      import("./engine/line_up.js"),
      fetch(address),
    ])
    return readLineUp(await answer.text())
  } catch {
    return null
  }
}

/**
 * @param {Place | null} place
 * @param {Memory | null} memory
 * @returns {Reader}
 */
function gather(place, memory) {
  return {
    ...deviceFacts(place, memory),
    language: navigator.language || null,
    device: device(),
    signed_in: hint.get("signed_in") === "1",
    is_member: hint.get("is_member") === "1",
    was_member: hint.get("was_member") === "1",
    contributed_at: Math.floor(Date.parse(hint.get("contributed_at") ?? "") / 1000) || null,
  }
}

function device() {
  if (!matchMedia("(pointer: coarse)").matches) return "desktop"
  return Math.min(screen.width, screen.height) < PHONE_PX ? "phone" : "tablet"
}

/**
 * What is drawn, with the name of its words.
 * @param {LineUp} lineUp
 * @param {string} placement
 * @param {Shown} shown
 */
function appeal({ campaigns }, placement, { campaign, variant, article_count }) {
  const variants = campaigns.find(({ id }) => id === campaign)?.variants
  const copy = variants?.find(({ id }) => id === variant)?.copy ?? ""
  return { campaign, variant, placement, copy, article_count }
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
 * Resolves when the page was on screen for so long in total, or scrolled past its first screen.
 * @param {number} seconds
 */
function untilRead(seconds) {
  return new Promise((resolve) => {
    let left = seconds * 1000
    let since = 0
    let timer = 0
    const scrolled = () => isOnScreen() && scrollY >= innerHeight && resolve(undefined)
    const look = () => {
      clearTimeout(timer)
      if (since) left -= performance.now() - since
      since = isOnScreen() ? performance.now() : 0
      if (since) timer = setTimeout(resolve, left)
      scrolled()
    }
    document.addEventListener("visibilitychange", look)
    addEventListener("scroll", scrolled, { passive: true })
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

function showAccount() {
  const door = document.getElementById("sign-in")
  if (!(door instanceof HTMLAnchorElement)) return
  door.href = "/account/"
  door.textContent = "Account"
}

/** What the server lets scripts know of the reader; nothing in it is secret, nothing is proof. */
function hintText() {
  const pair = document.cookie.split("; ").find((one) => one.startsWith("wellread_reader="))
  const value = (pair ?? "").slice("wellread_reader=".length).replaceAll('"', "")
  // Unlike decodeURIComponent, this takes whatever a tampered cookie holds.
  return value.includes("=") ? value : String(new URLSearchParams(`v=${value}`).get("v"))
}

/** @returns {PageFacts | null} */
function pageFacts() {
  return JSON.parse(document.getElementById("page-facts")?.textContent || "null")
}
