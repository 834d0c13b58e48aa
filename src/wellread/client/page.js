/** Every reading page: the door of the header, the view, the count and then, perhaps, an appeal. */
import { backUp, consent, here, keepViews, now, openMemory } from "./meter/device.js";

/**
 * What the server says about the page, and nothing about the reader.
 * @typedef {{
 *   article: string | null, kind: string, section: string | null, topics: string[],
 *   sensitive: boolean, sponsored: boolean, view_seconds: number, asks: boolean,
 *   line_up_url?: string, files?: { appeal_css: string },
 * }} PageFacts
 */

const COUNTED_KINDS = ["article", "live_blog"]
const ON_SCREEN = ".letter, .quiet-ask, .count-question"

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
  if (consent(place) === "unknown") (await import("./meter/question.js")).askToCount(() => record(facts))
  if (facts.asks) (await import("./appeals/ask.js")).ask({ facts, place, memory, hint })
}

/** Puts the page on screen into the history, and into the server's cookie when it is left.
 * @param {PageFacts} facts
 */
function record({ article, section, topics }) {
  if (article) keepViews([{ article, at: now(), section, topics }])
  document.addEventListener("visibilitychange", backUp, { once: true })
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

/** Resolves when the page was on screen for so long in total, or scrolled past its first screen.
 * @param {number} seconds
 */
function untilRead(seconds) {
  return new Promise((resolve) => {
    let left = seconds * 1000
    let since = 0
    let timer = 0
    const look = () => {
      clearTimeout(timer)
      if (since) left -= performance.now() - since
      since = isOnScreen() ? performance.now() : 0
      if (since) timer = setTimeout(resolve, left)
    }
    document.addEventListener("visibilitychange", look)
    addEventListener("scroll", () => isOnScreen() && scrollY >= innerHeight && resolve(undefined), {
      passive: true,
    })
    look()
  })
}

const isOnScreen = () => document.visibilityState === "visible" && !("prerendering" in document && document.prerendering)

/** A page taken from the back-forward cache shows what was true when it was left.
 * @param {PageTransitionEvent} event
 */
function comeBack(event) {
  if (!event.persisted) return
  if (hintText() !== hintAtStart || document.querySelector(ON_SCREEN)) location.reload()
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
