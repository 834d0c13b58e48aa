/** Tells the desk what became of an appeal, in one message when it was seen and one at the end. */

import { spell } from "../engine/history.js";
import { host } from "../host.js";
import { now } from "../meter/device.js";
import { quietly } from "../quietly.js";
import { compare, takeCompared } from "./comparing.js";

/** @import { Weighed } from "../types" */
/** @typedef {{campaign: string, variant: string, placement: string, band?: string}} Offer */
/** @typedef {"impression" | "view" | "click" | "dismissal" | "opt_out" | "held_out" | "joined_asked" | "joined_held"} Kind */
/** @typedef {{version: string, story: string, country: string, device: string, one_in: number, proof?: string}} Where */

// The server reads 4 kB, of which an event takes 200 bytes.
const AT_ONCE = 15
// As the server takes it: on another site it is an address, told by its end.
export const LONGEST_STORY = 64
// The least of each band of the article count; the last has no end.
export const BANDS = [0, 2, 5, 10, 20, 50]

/** @type {(Offer & {kind: Kind, at: string, id: string})[]} */
let waiting = []
/** @type {Where | undefined} */
let told
// One draw for a page, so that all of an appeal is told or nothing.
const draw = Math.random()

/** What is told of the page with each of its events: nothing of it names a reader.
 * @param {Weighed} weighed
 * @returns {Where}
 */
export function where({ lineUp, facts, reader }) {
  return {
    version: lineUp.version,
    story: (facts.article ?? "").slice(-LONGEST_STORY),
    country: reader.country ?? "",
    device: reader.device ?? "",
    one_in: facts.one_in ?? 1,
  }
}

/**
 * Keeps an event until it is sent, at the latest when the page is left.
 * @param {Where} where
 * @param {Kind} kind
 * @param {Offer} offer
 */
export function record(where, kind, { campaign, variant, placement, band = "" }) {
  if (draw * where.one_in >= 1) return
  document.addEventListener("visibilitychange", atTheEnd)
  if (told && told.version + told.story !== where.version + where.story) sendEvents()
  told = where
  waiting.push({ kind, campaign, variant, placement, band, at: spell(now()), id: freshId() })
}

/** Notes the campaigns that would have asked, had chance not kept their reader out.
 * @param {Weighed} weighed
 */
export function recordHeldOut(weighed) {
  compare(weighed)
  for (const { id, placement } of weighed.lineUp.campaigns) {
    if (!weighed.decision.held_out.includes(id)) continue
    record(where(weighed), "held_out", { campaign: id, variant: "", placement })
  }
}

/** Tells, of a reader who has just joined, which campaigns chance had let ask and which it had not: nothing
 * of where or who they are, and once.
 * @param {string} proof what the page was given for it, without which nobody is believed
 */
export function recordJoined(proof) {
  sendEvents()
  for (const { campaign, placement, version, held } of takeCompared()) {
    const nowhere = { version, story: "", country: "", device: "", one_in: 1, proof }
    record(nowhere, held ? "joined_held" : "joined_asked", { campaign, variant: "", placement })
    sendEvents()
  }
}

/** About how many articles were counted; "" where that is not known. @param {number | null} count */
export function bandOf(count) {
  if (count === null) return ""
  const next = BANDS.findIndex((least) => least > count)
  return next < 0 ? `${BANDS.at(-1)}-` : `${BANDS[next - 1]}-${BANDS[next] - 1}`
}

// One for all, so that it is heard once.
const atTheEnd = () => quietly(sendEvents)

/** Sends what waits; a message that does not arrive is not missed. */
export function sendEvents() {
  while (waiting.length) {
    const events = waiting.splice(0, AT_ONCE)
    navigator.sendBeacon(host.address("/insights/notes"), JSON.stringify({ ...told, events }))
  }
}

/** A name for one event, by which the server knows it when it is told again. */
function freshId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
}
