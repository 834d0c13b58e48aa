/** The server's cookie outlives what scripts store: what goes into it (restore.js has what comes back). */
import {
  KEPT,
  erase,
  isCountingOff,
  keptSeat,
  read,
  readText,
  spelled,
  storedEncounters,
  storedViews,
  writeText,
} from "./device.js";

// More than a cookie holds; the server takes as many as fit.
const MOST_VIEWS = 200
export const ENCOUNTERS = /** @type {const} */ (["asked", "dismissed", "interrupted"])

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
    rests_until: read(KEPT.rests),
    seat: keptSeat(),
    visit: keptVisit(),
    ...Object.fromEntries(ENCOUNTERS.map((what) => [what, spelled(storedEncounters(what))])),
    history: spelled(storedViews().slice(0, most)),
  })
}

/** The visit that is kept, or null. */
export function keptVisit() {
  const { started_at, last_at } = read(KEPT.visit) ?? {}
  return Number.isInteger(started_at) && Number.isInteger(last_at) ? { started_at, last_at } : null
}
