/**
 * Wellread on another site's page: it counts, asks, and says who is a member. Whatever goes wrong, in
 * here or at home, that page goes on as if this were not there.
 */
import { putAtEnd, readFacts, textOf, told } from "./embed/facts.js";
import { count } from "./engine/history.js";
import { consent, deviceFacts, isCountingOff, keepViews, now, openMemory, read } from "./meter/device.js";
import { untilRead, untilVisible, weigh } from "./view.js";

/** @import { PageFacts, PageView, Settings } from "./types" */
/** @import { Told } from "./embed/facts.js" */
/** @import { Pass } from "./embed/sign_in.js" */

const COUNTED_KINDS = ["article", "live_blog"]
const PLAIN = { days: 30, sections: [], topics: [] }
const NOTHING = { article_count: null, shown: {}, held_out: [] }
// Sites that change the page without loading one fill its head a moment after its address.
const SETTLED_MS = 300

const home = new URL(import.meta.url).origin
const script = [...document.scripts].find(({ src }) => src === import.meta.url)
const platform = script?.dataset.consent
const known = () => new URLSearchParams(pass?.hint)
const isMember = () => known().get("is_member") === "1"
/** @type {Pass | null} */
let pass = read("wellread.pass")
/** @type {Map<string, Promise<Settings>>} */
const answers = new Map()
let visits = 0
let isSilent = false
let isDrawing = false
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
    signIn: () => go("/sign-in/"),
    join: () => go("/join/"),
    signOut,
    /** What proves to a server what is open, as of now; null when nobody is signed in. */
    token: async () => {
      await freshen()
      return pass?.token ?? null
    },
  }
  followNavigation()
  addEventListener("click", passOn)
  addEventListener("auxclick", passOn)
} catch {
  // A page that lets nothing be added counts and asks all the same.
}

/** One page view, from the first glance to the appeal; returns as soon as its reader is known. */
async function visit() {
  const turn = ++visits
  try {
    const [settings] = await Promise.all([ask("/embedding/here"), freshen()])
    const facts = readFacts(settings, script, former)
    if (platform && settings.consent_needed) (await import("./embed/consent.js")).follow(platform, again)
    const view = { facts, place: settings, memory: openMemory(settings) }
    watch(view, () => turn === visits).catch(() => {})
    return tell(view)
  } catch {
    // Out of reach, or a page that is none of those that may ask.
    return tell(null)
  }
}

/** As if its reader had come anew: another answer about what may be remembered changes all. */
function again() {
  ready = visit()
}

/** What the page itself may know. @param {PageView | null} view */
function tell(view) {
  const told = {
    articleCount: view && articleCount(view),
    isMember: isMember(),
    // What has run out, and could not be had anew, opens nothing.
    entitlements: pass && pass.until > now() ? pass.entitlements : [],
    decide: async () => (view && mayAsk(view) && (await weigh(view, known))?.decision) || NOTHING,
  }
  markMember()
  dispatchEvent(new CustomEvent("wellread:ready", { detail: told }))
  return told
}

/** @param {PageView} view */
function articleCount({ facts, place, memory }) {
  const { history } = deviceFacts(place, memory)
  return history && count(history, now(), facts, PLAIN)
}

/** @param {PageView} view */
const mayAsk = ({ facts }) => facts.asks && !isSilent && !isMember()

/** Tells the page at once, by what is known already: before anything is loaded that a member is spared. */
function markMember() {
  document.documentElement.classList.toggle("wellread-member", isMember())
  if (isMember() && !isMarked) dispatchEvent(new CustomEvent("wellread:member"))
  isMarked = isMember()
}

/** Has what is known be of now: by the code in the address, or by what this device holds. */
async function freshen() {
  const isBack = location.hash.startsWith("#wellread=")
  if (!isBack && (!pass || pass.until > now())) return
  try {
    const { renew, takeCode } = await import("./embed/sign_in.js")
    pass = (isBack && (await takeCode(home))) || (pass && (await renew(home, pass)))
  } catch {
    // Out of reach: who was a member is still not asked.
  }
}

/** Goes where a reader signs in or joins, and comes back to this page. @param {string} path */
async function go(path) {
  const { keepVerifier, returnPath } = await import("./embed/sign_in.js")
  const next = await returnPath()
  keepVerifier()
  location.assign(`${home}${path}?${new URLSearchParams({ next })}`)
}

async function signOut() {
  const { signOut } = await import("./embed/sign_in.js")
  const former = pass
  pass = null
  markMember()
  await signOut(home, former).catch(() => {})
}

/** Our own links, and the page's that say what they are for. @param {Event} event */
function passOn(event) {
  for (const one of event.composedPath()) {
    if (!(one instanceof HTMLElement)) continue
    if (one instanceof HTMLAnchorElement && one.href.startsWith(`${home}/`) && one.getRootNode() !== document) {
      import("./embed/sign_in.js").then(({ keepVerifier }) => keepVerifier()).catch(() => {})
    }
    const door = { "sign-in": "/sign-in/", join: "/join/" }[one.dataset.wellread ?? ""]
    if (!door && one.dataset.wellread !== "sign-out") continue
    if (event.type === "click") event.preventDefault()
    if (event.type === "click") (door ? go(door) : signOut()).catch(() => {})
  }
}

/** @param {PageView} view @param {() => boolean} isHere whether its reader has not gone on */
async function watch(view, isHere) {
  const { facts, place, memory } = view
  await untilVisible()
  if (!facts.article || !COUNTED_KINDS.includes(facts.kind) || !isHere()) return
  const wholeView = untilRead(facts, textOf(script))
  if (!platform && consent(place) === "unknown" && !isCountingOff()) askToCount(() => wholeView.then(() => record(facts)))
  if (mayAsk(view)) keepRoom(view, isHere)
  await wholeView
  if (!isHere()) return
  // By now its head says what it is, too, where that comes after the text.
  const read = { ...view, facts: readFacts(await ask("/embedding/here"), script, former) }
  if (memory) record(read.facts)
  if (mayAsk(read)) await draw(read, isHere)
}

/** @param {PageFacts} facts */
function record({ article, section, topics }) {
  if (article) keepViews([{ article, at: now(), section, topics }])
}

/** @param {PageView} view @param {() => boolean} isHere */
async function keepRoom(view, isHere) {
  const foreseen = await weigh(view, known).catch(() => null)
  if (foreseen?.decision.shown.end_of_article && isHere()) (await drawing()).keepRoom(foreseen)
}

/** @param {PageView} view @param {() => boolean} isHere */
async function draw(view, isHere) {
  const weighed = await weigh(view, known)
  if (!weighed || !isHere() || !mayAsk(view)) return
  const { lineUp, decision, memory } = weighed
  if (memory?.counts) keepViews([], lineUp.longest_window_days)
  if (isDrawing || Object.keys(decision.shown).length) (await drawing()).draw(weighed)
  if (memory && decision.held_out.length) {
    await stage()
    const { recordHeldOut } = await import("./appeals/events.js")
    recordHeldOut(weighed)
  }
}

async function drawing() {
  isDrawing = true
  await stage()
  return import("./appeals/draw.js")
}

/** @param {() => void} counted */
async function askToCount(counted) {
  try {
    await stage()
    const { askToCount } = await import("./meter/question.js")
    await askToCount(counted)
  } catch {
    // Unasked, nothing is counted.
  }
}

async function stage() {
  const [{ setStage }, { returnPath }] = await Promise.all([import("./embed/stage.js"), import("./embed/sign_in.js")])
  const next = await returnPath()
  setStage(await ask("/embedding/here"), home, (one) => putAtEnd(one, script), () => next)
}

/** Nobody is asked on this page any more, and what stands on it is taken away. */
function silence() {
  isSilent = true
  clear()
}

function clear() {
  import("./embed/stage.js").then(({ clearStage }) => clearStage(), () => {})
}

/** Pages that change without being loaded are pages too. */
function followNavigation() {
  const { navigation } = /** @type {any} */ (window)
  if (navigation) return navigation.addEventListener("currententrychange", moved)
  addEventListener("popstate", moved)
  const push = history.pushState
  history.pushState = function pushState(...given) {
    push.apply(this, given)
    moved()
  }
}

function moved() {
  const { pathname, search } = location
  if (pathname + search === left.path) return
  former = left
  left = { ...left, path: pathname + search }
  isSilent = false
  if (isDrawing) clear()
  visits++
  ready = new Promise((resolve) => setTimeout(resolve, SETTLED_MS)).then(() => {
    left = told()
    return visit()
  })
}

/** What home says, asked once. @param {string} path @returns {Promise<Settings>} */
function ask(path) {
  const found = answers.get(path) ?? fetch(home + path).then((answer) => {
    if (!answer.ok) throw new Error(`${answer.status}`)
    return answer.json()
  })
  answers.set(path, found)
  found.catch(() => answers.delete(path))
  return found
}
