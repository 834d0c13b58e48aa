/**
 * Wellread on another site's page: it counts, asks, and says who is a member. Whatever goes wrong, in
 * here or at home, that page goes on as if this were not there.
 */
import { readFacts, textOf, told } from "./embed/facts.js";
import { choose } from "./engine/decision.js";
import { COUNTED_KINDS, PLAIN_WINDOW, count } from "./engine/history.js";
import { readLineUp } from "./engine/line_up.js";
import { consent, isCountingOff, keepViews, now, openMemory, platform, read, storedViews } from "./meter/device.js";
import { quietly } from "./quietly.js";
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
let site
const isMember = () => site.pass?.hint?.is_member === "1"
/** @type {Settings | undefined} */
let home
let visits = 0
/** @type {boolean | undefined} */
let isSilent
/** @type {boolean | undefined} */
let isAsking
/** @type {boolean | undefined} */
let isMarked
/** @type {Told | undefined} */
let former
/** @type {Told} */
let left
/** @type {Promise<unknown>} */
let ready

// Whatever a page has broken: it reads of no error of ours.
quietly(() => {
  site = {
    home: new URL(import.meta.url).origin,
    script: [...document.scripts].find(({ src }) => src === import.meta.url),
    pass: read("wellread.pass"),
    markMember,
  }
  markMember()
  left = told()
  enter()
  // A page that lets nothing be added counts and asks all the same.
  window.wellread = {
    /** What is known of this page's reader; another promise on each page. */
    get ready() {
      return ready
    },
    /** Nobody is asked on this page any more, and what stands on it is taken away. */
    silence() {
      isSilent = true
      clear()
    },
    signIn: () => open("sign-in"),
    join: () => open("join"),
    signOut: () => open("sign-out"),
    /** What proves to a server what is open, as of now; null when nobody is signed in. */
    token: async () => {
      await freshen()
      return site.pass?.token ?? null
    },
  }
  addEventListener("click", (event) => quietly(() => passOn(event)))
  const { navigation } = /** @type {any} */ (window)
  const look = () => quietly(moved)
  if (navigation) navigation.addEventListener("currententrychange", look)
  // Browsers of before 2026: nothing of that page's own is changed to hear of it.
  else setInterval(look, SETTLED_MS)
})

/** Begins a page view. */
function enter() {
  ready = quietly(visit)
}

/** One page view, from the first glance to the appeal; returns as soon as its reader is known. */
async function visit() {
  const turn = ++visits
  const begun = quietly(begin)
  quietly(() => watch(/** @type {any} */ (begun), () => turn === visits))
  // Nothing where home is out of reach, or the page is none of those that may ask.
  return tell(await Promise.race([begun, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]))
}

/** What is known of a page before anything on it is read. @returns {Promise<PageView & {place: Settings}>} */
async function begin() {
  const [place] = await Promise.all([here(), freshen()])
  const facts = readFacts(place, site.script, former)
  const platforms = site.script?.dataset.consent
  if (platforms && place.consent_needed) {
    // Another answer about what may be remembered changes all, as if its reader had come anew.
    const { follow } = await import("./embed/consent.js")
    follow(platforms, platform, enter)
  }
  return { facts, place: { ...place }, memory: openMemory(place) }
}

/** What the page itself may know. @param {PageView | undefined} view */
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
const weighed = (view) => quietly(() => weigh(view, () => new URLSearchParams(site.pass?.hint), async () => ({ choose, readLineUp })))

/** Tells the page at once, by what is known already: before anything is loaded that a member is spared. */
function markMember() {
  document.documentElement?.classList.toggle("wellread-member", isMember())
  if (isMember() && !isMarked) dispatchEvent(new CustomEvent("wellread:member"))
  isMarked = isMember()
}

/** Has what is known be of now: by the code in the address, or by what this device holds. */
async function freshen() {
  // Out of reach: who was a member is still not asked.
  if ((site.pass && site.pass.until <= now()) || location.hash.startsWith("#wellread=")) await quietly(async () => (await doors()).freshen(site))
}

function doors() {
  return import("./embed/sign_in.js")
}

/** Goes where a reader signs in or joins, to come back to this page; or signs out. @param {Door} door */
const open = (door) => quietly(async () => (await doors()).open(site, door))

/** The page's own links and buttons that say what they are for. @param {Event} event */
function passOn(event) {
  const door = event.composedPath().map((/** @type {any} */ one) => one.dataset?.wellread).find((one) => DOORS.includes(one))
  if (door) {
    event.preventDefault()
    open(door)
  }
}

/** Fails where nothing is known of the page. @param {Promise<PageView & {place: Settings}>} begun @param {() => boolean} isHere whether its reader has not gone on */
async function watch(begun, isHere) {
  const view = await begun
  const { facts, place, memory } = view
  await untilVisible()
  if (!facts.article || !COUNTED_KINDS.includes(facts.kind) || !isHere()) return
  const text = textOf(site.script)
  const wholeView = untilRead(facts, text)
  const scene = { site, place, text, isStill: () => isHere() && !isSilent }
  if (!site.script?.dataset.consent && consent(place) === "unknown" && !isCountingOff()) {
    quietly(async () => (await asking()).askToCount(scene, () => quietly(async () => {
      await wholeView
      record(facts)
    })))
  }
  if (mayAsk(view)) quietly(() => foresee(view, scene))
  await wholeView
  if (!isHere()) return
  // By now its head says what it is, too, where that comes after the text.
  const read = { ...view, facts: readFacts(place, site.script, former) }
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
  const shown = found?.decision.shown
  if (shown?.end_of_article || shown?.inline) await (await asking()).keepRoom(scene, /** @type {any} */ (found))
}

/** What is fetched once something is asked. */
function asking() {
  isAsking = true
  return import("./embed/asking.js")
}

function clear() {
  if (isAsking) quietly(async () => (await asking()).clear())
}

/** Pages that change without being loaded are pages too. */
function moved() {
  if (location.pathname + location.search === left.path) return
  former = left
  left = told()
  isSilent = false
  clear()
  visits++
  ready = quietly(async () => {
    await new Promise((resolve) => setTimeout(resolve, SETTLED_MS))
    left = told()
    return visit()
  })
}

/** What home says of itself and of where its reader is, asked once. */
async function here() {
  home ??= await (await fetch(`${site.home}/embedding/here`)).json()
  if (!home?.edition) throw (home = undefined)
  return home
}
