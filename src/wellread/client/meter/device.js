/**
 * What this device remembers of its reader: views, the visit, the seat, what was asked.
 * Where storage is refused, or consent is needed and not given, it has no memory: null.
 */
import { merge, moment, prune, spell } from "../engine/history.js";

/** @import { Encounter, Reader, View } from "../engine/types" */
/** @import { Memory, Place, Shelf } from "../types" */

/** Under which names the device keeps what it keeps. */
export const KEPT = {
  history: "wellread.history",
  visit: "wellread.visit",
  seat: "wellread.seat",
  consent: "wellread.consent",
  counting: "wellread.counting",
  asked: "wellread.asked",
  dismissed: "wellread.dismissed",
  interrupted: "wellread.interrupted",
}
const HERE = "wellread.here"
const VISIT_GAP_S = 30 * 60
const MOST_ENCOUNTERS = 200
const BACKED_UP_VIEWS = 20
// More than this the server does not read.
const BACKUP_BYTES = 4096

/** @type {number | undefined} */
let fresh

/** The time in epoch seconds. */
export const now = () => Math.floor(Date.now() / 1000)

/**
 * Where the reader is, asked of the server once a visit; null when it cannot be known.
 * @returns {Promise<Place | null>}
 */
export async function here() {
  const known = read("sessionStorage", HERE)
  if (typeof known?.consent_needed === "boolean" && now() - known.at < VISIT_GAP_S) {
    write("sessionStorage", HERE, { ...known, at: now() })
    return known
  }
  try {
    const { history, ...place } = await (await fetch("/meter/here")).json()
    write("sessionStorage", HERE, { ...place, at: now() })
    // The server's cookie outlives what scripts store, which Safari drops after a week.
    if (history && mayCount(place)) keepViews(understood(history, isView))
    return place
  } catch {
    return null
  }
}

/** The reader's consent in the line-up's words. @param {Place | null} place */
export function consent(place) {
  if (place && !place.consent_needed) return "not_needed"
  const answer = readText("localStorage", KEPT.consent)
  return answer === "given" || answer === "refused" ? answer : "unknown"
}

/** Whether the reader has switched counting off. */
export const isCountingOff = () => readText("localStorage", KEPT.counting) === "off"

/**
 * This page view's memory, its visit begun or carried on; null when nothing may or can be kept.
 * @param {Place | null} place
 * @returns {Memory | null}
 */
export function openMemory(place) {
  if (!mayRemember(place)) return null
  const at = now()
  const last = read("localStorage", KEPT.visit)
  const goesOn = last?.started_at <= last?.last_at && Math.abs(at - last.last_at) < VISIT_GAP_S
  const visitStartedAt = goesOn ? last.started_at : at
  // A device that cannot write this could neither count nor keep to a cap.
  const isKept = write("localStorage", KEPT.visit, { started_at: visitStartedAt, last_at: at })
  return isKept ? { visitStartedAt, counts: mayCount(place) } : null
}

/**
 * Puts views into the history, whatever other tabs wrote meanwhile; none once counting is off.
 * @param {View[]} views
 * @param {number} [days] views older than this are dropped
 */
export function keepViews(views, days) {
  // Another tab may have switched it off since this page was opened.
  if (isCountingOff()) return
  write("localStorage", KEPT.history, spelled(merge(storedViews(), views, now(), { days })))
}

/** Sends the newest views to the cookie that the server keeps for this device, as many as it takes. */
export function backUp() {
  const history = spelled(storedViews().slice(0, BACKED_UP_VIEWS))
  let body
  do body = new Blob([JSON.stringify({ history })])
  while (body.size > BACKUP_BYTES && history.pop())
  navigator.sendBeacon("/meter/keep", body)
}

/**
 * Remembers that an appeal was seen or dismissed.
 * @param {"asked" | "dismissed"} what
 * @param {Encounter} encounter
 */
export function remember(what, encounter) {
  const encounters = [...storedEncounters(what), encounter].slice(-MOST_ENCOUNTERS)
  write("localStorage", KEPT[what], spelled(encounters))
}

/**
 * Remembers what stands over the page until it counts as seen: whoever leaves before that is not
 * met by another in the same visit.
 * @param {Encounter | null} encounter
 */
export function standsOver(encounter) {
  if (encounter) write("localStorage", KEPT.interrupted, spelled([encounter]))
  else erase("localStorage", KEPT.interrupted)
}

/**
 * What the engine must know of the reader and only this device can tell.
 * @param {Place | null} place
 * @param {Memory | null} memory
 * @returns {Pick<Reader, "seat" | "seat_kept" | "country" | "consent" | "count_allowed"
 *   | "visit_started_at" | "history" | "asked" | "dismissed">}
 */
export function deviceFacts(place, memory) {
  return {
    ...seat(memory),
    country: place?.country ?? null,
    consent: consent(place),
    count_allowed: memory?.counts ?? false,
    visit_started_at: memory?.visitStartedAt ?? now(),
    history: memory?.counts ? storedViews() : null,
    asked: memory && [...storedEncounters("asked"), ...leftUnseen(memory)],
    dismissed: memory ? storedEncounters("dismissed") : [],
  }
}

/** @param {Memory} memory */
const leftUnseen = ({ visitStartedAt }) =>
  storedEncounters("interrupted").filter(({ at }) => at >= visitStartedAt)

/**
 * The reader's place in every draw: kept, or made afresh for a page without memory.
 * @param {Memory | null} memory
 */
function seat(memory) {
  const kept = memory && read("localStorage", KEPT.seat)
  if (Number.isInteger(kept) && kept >= 0 && kept < 2 ** 32) return { seat: kept, seat_kept: true }
  // One for all that is weighed on this page.
  fresh ??= crypto.getRandomValues(new Uint32Array(1))[0]
  return { seat: fresh, seat_kept: memory !== null && write("localStorage", KEPT.seat, fresh) }
}

/** @param {Place | null} place */
const mayRemember = (place) => ["given", "not_needed"].includes(consent(place))

/** @param {Place | null} place */
const mayCount = (place) => mayRemember(place) && !isCountingOff()

/** @returns {View[]} */
export const storedViews = () => prune(understood(read("localStorage", KEPT.history), isView), now())

/** @param {"asked" | "dismissed" | "interrupted"} what @returns {Encounter[]} */
const storedEncounters = (what) => understood(read("localStorage", KEPT[what]), isEncounter)

/**
 * The right entries of what may be a list, their times in seconds; the rest is dropped.
 * @param {unknown} list
 * @param {(one: any) => boolean} isRight
 * @returns {any[]}
 */
function understood(list, isRight) {
  if (!Array.isArray(list)) return []
  return list.flatMap((one) => {
    try {
      return isRight(one) ? [{ ...one, at: moment(one.at) }] : []
    } catch {
      return []
    }
  })
}

/** @param {any} one */
const isView = ({ article, section, topics }) =>
  isText(article) && (section === null || isText(section)) && topics.every(isText)

/** @param {any} one */
const isEncounter = ({ campaign, placement }) => isText(campaign) && isText(placement)

/** @param {unknown} value */
const isText = (value) => typeof value === "string"

/** @param {{at: number}[]} list */
const spelled = (list) => list.map((one) => ({ ...one, at: spell(one.at) }))

/**
 * The value under a key, null when there is none; one that cannot be read is dropped.
 * @param {Shelf} shelf @param {string} key
 * @returns {any}
 */
function read(shelf, key) {
  try {
    return JSON.parse(readText(shelf, key) ?? "null")
  } catch {
    erase(shelf, key)
    return null
  }
}

/** @param {Shelf} shelf @param {string} key */
function readText(shelf, key) {
  try {
    return window[shelf].getItem(key)
  } catch {
    return null
  }
}

/** Whether the device took the value. @param {Shelf} shelf @param {string} key @param {unknown} value */
const write = (shelf, key, value) => writeText(shelf, key, JSON.stringify(value))

/** @param {Shelf} shelf @param {string} key @param {string} text */
export function writeText(shelf, key, text) {
  try {
    window[shelf].setItem(key, text)
    return true
  } catch {
    return false
  }
}

/** @param {Shelf} shelf @param {string} key */
export function erase(shelf, key) {
  try {
    window[shelf].removeItem(key)
  } catch {
    // A device that keeps nothing has nothing to erase.
  }
}
