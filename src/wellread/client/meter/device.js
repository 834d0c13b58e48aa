/**
 * What this device remembers of its reader: views, the visit, the seat, what was asked.
 * Where storage is refused, or consent is needed and not given, it has no memory: null.
 */
import { merge, moment, prune, spell } from "../engine/history.js";

/** @import { Encounter, Reader, View } from "../engine/types" */
/** @import { Memory, Place, Platform } from "../types" */

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
  unsent: "wellread.unsent",
  rests: "wellread.rests",
  told: "wellread.told",
  compared: "wellread.compared",
}
const VISIT_GAP_S = 30 * 60

/** @type {number | undefined} */
let fresh

/** The time in epoch seconds. */
export const now = () => Math.floor(Date.now() / 1000)

/** The reader's consent in the line-up's words; a refusal holds everywhere. @param {Place | null} place */
export function consent(place) {
  const answer = answered()
  if (answer !== "refused" && place?.consent_needed === false) return "not_needed"
  return answer === "given" || answer === "refused" ? answer : "unknown"
}

/** What the page's own consent platform says where it asks in our stead; it is kept there alone, and is one
 * for all files of a page that hold this.
 * @type {Platform}
 */
export const platform = /** @type {any} */ (globalThis)["wellread.consent"] ??= { answer: null }

/** What was answered. A browser that signals Global Privacy Control says no until its reader says yes. */
const answered = () => platform.answer ?? readText(KEPT.consent) ?? (navigator.globalPrivacyControl ? "refused" : null)

/** Whether the reader has switched counting off. */
export const isCountingOff = () => readText(KEPT.counting) === "off"

/**
 * This page view's memory, its visit begun or carried on; null when nothing may or can be kept.
 * @param {Place | null} place
 * @returns {Memory | null}
 */
export function openMemory(place) {
  if (!mayRemember(place)) return null
  const at = now()
  const last = read(KEPT.visit)
  const goesOn = last?.started_at <= last?.last_at && Math.abs(at - last.last_at) < VISIT_GAP_S
  const visitStartedAt = goesOn ? last.started_at : at
  // A device that cannot write this could neither count nor keep to a cap.
  const isKept = write(KEPT.visit, { started_at: visitStartedAt, last_at: at })
  return isKept ? { visitStartedAt, begins: !goesOn, counts: mayCount(place) } : null
}

/**
 * Puts views into the history, whatever other tabs wrote meanwhile; none once counting is off.
 * @param {View[]} views
 * @param {number} [days] views older than this are dropped
 */
export function keepViews(views, days) {
  // Another tab may have switched it off since this page was opened.
  if (isCountingOff()) return
  write(KEPT.history, spelled(merge(storedViews(), views, now(), { days })))
}

/**
 * What the engine must know of the reader and only this device can tell.
 * @param {Place | null} place
 * @param {Memory | null} memory
 * @returns {Pick<Reader, "seat" | "seat_kept" | "country" | "consent" | "count_allowed"
 *   | "visit_started_at" | "first_page" | "history" | "asked" | "dismissed" | "rests_until">}
 */
export function deviceFacts(place, memory) {
  return {
    ...seat(memory),
    country: place?.country ?? null,
    consent: consent(place),
    count_allowed: memory?.counts ?? false,
    visit_started_at: memory?.visitStartedAt ?? now(),
    first_page: memory?.begins,
    history: memory?.counts ? storedViews() : null,
    asked: memory && [...storedEncounters("asked"), ...leftUnseen(memory)],
    dismissed: memory ? storedEncounters("dismissed") : [],
    rests_until: read(KEPT.rests),
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
  const kept = memory && keptSeat()
  if (kept !== null) return { seat: kept, seat_kept: true }
  // One for all that is weighed on this page.
  fresh ??= crypto.getRandomValues(new Uint32Array(1))[0]
  return { seat: fresh, seat_kept: memory !== null && write(KEPT.seat, fresh) }
}

/** The seat that is kept, or null. */
export function keptSeat() {
  const kept = read(KEPT.seat)
  // Whole, and of 32 bits: nothing else stays what it was.
  return kept === kept >>> 0 ? kept : null
}

/** @param {Place | null} place */
export const mayRemember = (place) => ["given", "not_needed"].includes(consent(place))

/** @param {Place | null} place */
const mayCount = (place) => mayRemember(place) && !isCountingOff()

/** @returns {View[]} */
export const storedViews = () => prune(understood(read(KEPT.history), isView), now())

/** @param {"asked" | "dismissed" | "interrupted"} what @returns {Encounter[]} */
export const storedEncounters = (what) => understood(read(KEPT[what]), isEncounter)

/**
 * The right entries of what may be a list, their times in seconds; the rest is dropped.
 * @param {unknown} list
 * @param {(one: any) => boolean} isRight
 * @returns {any[]}
 */
export function understood(list, isRight) {
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
export const isView = ({ article, section, topics }) =>
  isText(article) && (section === null || isText(section)) && topics.every(isText)

/** @param {any} one */
export const isEncounter = ({ campaign, placement }) => isText(campaign) && isText(placement)

/** @param {unknown} value */
const isText = (value) => typeof value === "string"

/** @param {{at: number}[]} list */
export const spelled = (list) => list.map((one) => ({ ...one, at: spell(one.at) }))

/**
 * The value under a key, null when there is none; one that cannot be read is dropped.
 * @param {string} key
 * @returns {any}
 */
export function read(key) {
  try {
    return JSON.parse(readText(key) ?? "null")
  } catch {
    erase(key)
    return null
  }
}

/** @param {string} key */
export function readText(key) {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

/**
 * Whether the device took the value: none once its reader has refused, perhaps in another tab. What a
 * page's own `toJSON` has made a text of, as that of old libraries does, would be no list afterwards: it
 * begins with a quotation mark, which sorts before what all else begins with.
 * @param {string} key
 * @param {unknown} value
 */
export const write = (key, value) =>
  answered() !== "refused" && JSON.stringify(value) > "#" && writeText(key, JSON.stringify(value))

/** @param {string} key @param {string} text */
export function writeText(key, text) {
  try {
    localStorage.setItem(key, text)
    return true
  } catch {
    return false
  }
}

/** @param {string} key */
export function erase(key) {
  try {
    localStorage.removeItem(key)
  } catch {
    // A device that keeps nothing has nothing to erase.
  }
}
