/**
 * What the server has for this device, fetched only then: what its cookie held, for a device whose
 * storage was wiped, and what the reader's other devices know, for who wants one count on all.
 */
import { ENCOUNTERS, keptVisit } from "./backup.js";
import {
  KEPT,
  erase,
  isEncounter,
  isView,
  keepViews,
  keptSeat,
  mayRemember,
  readText,
  spelled,
  storedEncounters,
  understood,
  write,
  writeText,
} from "./device.js";

/** @import { Place } from "../types" */

/**
 * Puts it beside what this device has, which stands where both have something.
 * @param {any} kept
 * @param {Place} place
 */
export function giveBack(kept, place) {
  // What came of a reader's other devices goes when it is erased there, and when they sign out here.
  if (kept.forget) erase(KEPT.history)
  if (kept.counting === "off") writeText(KEPT.counting, "off")
  if (kept.consent && !readText(KEPT.consent)) writeText(KEPT.consent, kept.consent)
  if (kept.rests_until) writeText(KEPT.rests, kept.rests_until)
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
