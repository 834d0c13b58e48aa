/**
 * Wellread on another site's page: it counts, asks, and says who is a member. Whatever goes wrong, in
 * here or at home, that page goes on as if this were not there.
 */
import { readFacts, textOf, told } from "./embed/facts.js";
import { choose } from "./engine/decision.js";
import { COUNTED_KINDS, PLAIN_WINDOW, count } from "./engine/history.js";
import { readLineUp } from "./engine/line_up.js";
import { consent, isCountingOff, keepViews, now, openMemory, platform, read, storedViews } from "./meter/device.js";
import { untilRead, untilVisible, weigh } from "./view.js";

/** @import { Door, Embedded, PageFacts, PageView, Scene, Settings } from "./types" */
/** @import { Told } from "./embed/facts.js" */

const DOORS = ["sign-in", "join", "sign-out"]
const NOTHING = { article_count: null, shown: {}, held_out: [] }
// Sites that change the page without loading one fill its head a moment after its address.
const SETTLED_MS = 300
// So long does a page wait at most to be told who reads it.
const PATIENCE_MS = 3000

/** @type {Embedded} */
const site = {
  home: new URL(import.meta.url).origin,
  script: [...document.scripts].find(({ src }) => src === import.meta.url),
  pass: read("wellread.pass"),
  markMember,
}
const { script } = site
const asksForConsent = script?.dataset.consent
const known = () => new URLSearchParams(site.pass?.hint)
const isMember = () => site.pass?.hint?.is_member === "1"
/** @type {Promise<Settings> | undefined} */
let asked
let visits = 0
let isSilent = false
let isAsking = false
let isMarked = false
/** @type {Told | null} */
let former = null
let left = told()
markMember()
let ready = visit()

try {
  window.wellread = {
    /** What is known of this page's reader; another promise on each page. */
    get ready() {
      return ready
    },
    silence,
    signIn: () => open("sign-in"),
    join: () => open("join"),
    signOut: () => open("sign-out"),
    /** What proves to a server what is open, as of now; null when nobody is signed in. */
    token: async () => {
      await freshen()
      return site.pass?.token ?? null
    },
  }
  addEventListener("click", passOn)
  const { navigation } = /** @type {any} */ (window)
  if (navigation) navigation.addEventListener("currententrychange", moved)
  // Browsers of before 2026: nothing of that page's own is changed to hear of it.
  else setInterval(moved, SETTLED_MS)
} catch {
  // A page that lets nothing be added counts and asks all the same.
}

/** One page view, from the first glance to the appeal; returns as soon as its reader is known. */
async function visit() {
  const turn = ++visits
  const begun = begin()
  begun.then((view) => watch(view, () => turn === visits)).catch(() => {})
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, null))
  // Nothing where home is out of reach, or the page is none of those that may ask.
  return tell(await Promise.race([begun, late]).catch(() => null))
}

/** What is known of a page before anything on it is read. @returns {Promise<PageView & {place: Settings}>} */
async function begin() {
  const [place] = await Promise.all([here(), freshen()])
  const facts = readFacts(place, script, former)
  if (asksForConsent && place.consent_needed) {
    // Another answer about what may be remembered changes all, as if its reader had come anew.
    const { follow } = await import("./embed/consent.js")
    follow(asksForConsent, platform, () => (ready = visit()))
  }
  return { facts, place: { ...place }, memory: openMemory(place) }
}

/** What the page itself may know. @param {PageView | null} view */
function tell(view) {
  const told = {
    articleCount: view?.memory?.counts ? count(storedViews(), now(), view.facts, PLAIN_WINDOW) : null,
    isMember: isMember(),
    // What has run out, and could not be had anew, opens nothing.
    entitlements: site.pass && site.pass.until > now() ? site.pass.entitlements : [],
    decide: async () => (view && mayAsk(view) && (await weighed(view))?.decision) || NOTHING,
  }
  markMember()
  dispatchEvent(new CustomEvent("wellread:ready", { detail: told }))
  return told
}

/** @param {PageView} view */
const mayAsk = ({ facts }) => facts.asks && !isSilent && !isMember()

/** @param {PageView} view */
const weighed = (view) => weigh(view, known, async () => ({ choose, readLineUp })).catch(() => null)

/** Tells the page at once, by what is known already: before anything is loaded that a member is spared. */
function markMember() {
  document.documentElement?.classList.toggle("wellread-member", isMember())
  if (isMember() && !isMarked) dispatchEvent(new CustomEvent("wellread:member"))
  isMarked = isMember()
}

/** Has what is known be of now: by the code in the address, or by what this device holds. */
async function freshen() {
  const isOld = site.pass && site.pass.until <= now()
  // Out of reach: who was a member is still not asked.
  if (isOld || location.hash.startsWith("#wellread=")) await doors().then(({ freshen }) => freshen(site)).catch(() => {})
}

function doors() {
  return import("./embed/sign_in.js")
}

/** Goes where a reader signs in or joins, to come back to this page; or signs out. @param {Door} door */
const open = (door) => doors().then(({ open }) => open(site, door)).catch(() => {})

/** The page's own links and buttons that say what they are for. @param {Event} event */
function passOn(event) {
  const said = event.composedPath().map((/** @type {any} */ one) => one.dataset?.wellread)
  const door = said.find((one) => DOORS.includes(one))
  if (!door) return
  event.preventDefault()
  open(door)
}

/** @param {PageView & {place: Settings}} view @param {() => boolean} isHere whether its reader has not gone on */
async function watch(view, isHere) {
  const { facts, place, memory } = view
  await untilVisible()
  if (!facts.article || !COUNTED_KINDS.includes(facts.kind) || !isHere()) return
  const text = textOf(script)
  const wholeView = untilRead(facts, text)
  const scene = { site, place, text, isStill: () => isHere() && !isSilent }
  if (!asksForConsent && consent(place) === "unknown" && !isCountingOff()) {
    asking().then(({ askToCount }) => askToCount(scene, () => wholeView.then(() => record(facts)))).catch(() => {})
  }
  if (mayAsk(view)) foresee(view, scene).catch(() => {})
  await wholeView
  if (!isHere()) return
  // By now its head says what it is, too, where that comes after the text.
  const read = { ...view, facts: readFacts(place, script, former) }
  if (memory?.counts) {
    record(read.facts)
    tellRead(read.facts, place)
  }
  if (!mayAsk(read)) return
  const found = await weighed(read)
  if (!found || !isHere() || !mayAsk(read)) return
  if (memory?.counts) keepViews([], found.lineUp.longest_window_days)
  const { shown, held_out } = found.decision
  if (isAsking || Object.keys(shown).length || held_out.length) await (await asking()).ask(scene, found)
}

/** @param {PageFacts} facts */
function record({ article, section, topics }) {
  if (article) keepViews([{ article, at: now(), section, topics }])
}

/** Tells that a story was read, where the newsroom has that counted: a sum, of no reader.
 * @param {PageFacts} facts @param {Settings} place
 */
function tellRead({ article }, { tells, one_in }) {
  if (!tells || Math.random() * one_in >= 1) return
  // An address is told by its end, as much as the server takes.
  navigator.sendBeacon(`${site.home}/insights/notes`, JSON.stringify({ read: true, story: article?.slice(-64), one_in }))
}

/** @param {PageView} view @param {Scene} scene */
async function foresee(view, scene) {
  const found = await weighed(view)
  const { end_of_article, inline } = found?.decision.shown ?? {}
  if (found && (end_of_article || inline)) await (await asking()).keepRoom(scene, found)
}

/** What is fetched once something is asked. */
function asking() {
  isAsking = true
  return import("./embed/asking.js")
}

/** Nobody is asked on this page any more, and what stands on it is taken away. */
function silence() {
  isSilent = true
  clear()
}

function clear() {
  if (isAsking) asking().then(({ clear }) => clear(), () => {})
}

/** Pages that change without being loaded are pages too. */
function moved() {
  if (location.pathname + location.search === left.path) return
  former = left
  left = told()
  isSilent = false
  clear()
  visits++
  ready = new Promise((resolve) => setTimeout(resolve, SETTLED_MS)).then(() => {
    left = told()
    return visit()
  })
}

/** What home says of itself and of where its reader is, asked once. */
function here() {
  asked ??= fetch(`${site.home}/embedding/here`).then((answer) => answer.json())
    .then((place) => (place.edition ? place : Promise.reject()))
  asked.catch(() => (asked = undefined))
  return asked
}
