/** The server's cookie outlives what scripts store: what goes into it, and what comes back. */
import {
  KEPT,
  erase,
  isCountingOff,
  isEncounter,
  isView,
  keepViews,
  keptSeat,
  mayRemember,
  read,
  readText,
  spelled,
  storedEncounters,
  storedViews,
  understood,
  write,
  writeText,
} from "./device.js";

/** @import { Place } from "../types" */

// More than a cookie holds; the server takes as many as fit.
const MOST_VIEWS = 200
const ENCOUNTERS = /** @type {const} */ (["asked", "dismissed", "interrupted"])

/** Has all that is remembered sent whenever the page is left. */
export function backUpWhenLeft() {
  document.addEventListener("visibilitychange", backUpIfHidden)
}

function backUpIfHidden() {
  if (document.visibilityState === "hidden") backUp()
}

/** Sends all that is remembered, with as many of the newest views as a beacon takes. */
export function backUp() {
  let most = MOST_VIEWS
  while (!navigator.sendBeacon("/meter/keep", remembered(most)) && most) most >>= 1
  erase(KEPT.unsent)
}

/** Sends what the reader has just answered; out of reach, it is sent from the next page. */
export async function sendAnswer() {
  try {
    await fetch("/meter/keep", { method: "POST", body: remembered(MOST_VIEWS), keepalive: true })
  } catch {
    writeText(KEPT.unsent, "1")
  }
}

/** @param {number} most views */
function remembered(most) {
  const consent = readText(KEPT.consent)
  return JSON.stringify({
    consent: consent === "given" || consent === "refused" ? consent : null,
    counting: isCountingOff() ? "off" : null,
    seat: keptSeat(),
    visit: keptVisit(),
    ...Object.fromEntries(ENCOUNTERS.map((what) => [what, spelled(storedEncounters(what))])),
    history: spelled(storedViews().slice(0, most)),
  })
}

function keptVisit() {
  const { started_at, last_at } = read(KEPT.visit) ?? {}
  return Number.isInteger(started_at) && Number.isInteger(last_at) ? { started_at, last_at } : null
}

/**
 * Puts what the cookie held beside what this device has, which stands where both have something.
 * @param {any} kept
 * @param {Place} place
 */
export function giveBack(kept, place) {
  if (kept.counting === "off") writeText(KEPT.counting, "off")
  if (kept.consent && !readText(KEPT.consent)) writeText(KEPT.consent, kept.consent)
  if (!mayRemember(place)) return
  if (kept.seat !== null && keptSeat() === null) write(KEPT.seat, kept.seat)
  if (kept.visit && !keptVisit()) write(KEPT.visit, kept.visit)
  for (const what of ENCOUNTERS) {
    const both = [...understood(kept[what], isEncounter), ...storedEncounters(what)]
    const known = new Map(both.map((one) => [JSON.stringify(one), one]))
    if (known.size) write(KEPT[what], spelled([...known.values()].sort((a, b) => a.at - b.at)))
  }
  keepViews(understood(kept.history, isView))
}
