/** Tells the desk what became of an appeal, in one message when it was seen and one at the end. */

import { spell } from "../engine/history.js";
import { now } from "../meter/device.js";

/** @import { LineUp } from "../engine/functions" */
/** @typedef {{campaign: string, variant: string, placement: string}} Offer */
/** @typedef {"impression" | "view" | "click" | "dismissal" | "held_out"} Kind */

/** @type {(Offer & {kind: Kind, at: string})[]} */
let waiting = []
let version = ""

/**
 * Keeps an event until it is sent, at the latest when the page is left.
 * @param {string} lineUpVersion
 * @param {Kind} kind
 * @param {Offer} offer
 */
export function record(lineUpVersion, kind, { campaign, variant, placement }) {
  document.addEventListener("visibilitychange", sendEvents)
  version = lineUpVersion
  waiting.push({ kind, campaign, variant, placement, at: spell(now()) })
}

/** Notes the campaigns that would have asked, had chance not kept their reader out.
 * @param {LineUp} lineUp
 * @param {string[]} heldOut
 */
export function recordHeldOut({ version, campaigns }, heldOut) {
  for (const { id, placement } of campaigns) {
    if (heldOut.includes(id)) record(version, "held_out", { campaign: id, variant: "", placement })
  }
}

/** Sends what waits; a message that does not arrive is not missed. */
export function sendEvents() {
  if (waiting.length) navigator.sendBeacon("/insights/notes", JSON.stringify({ version, events: waiting }))
  waiting = []
}
