/** What readers choose about counting: to allow it, to refuse it, to stop it and to start again. */
import { DAY_S, count } from "../engine/history.js";
import { host } from "../host.js";
import { sendAnswer as sendHome } from "./backup.js";
import { KEPT, erase, now, storedViews, writeText } from "./device.js";

/** @import { Place } from "../types" */

const NO_PAGE = { article: null, kind: "", section: null, topics: [], sensitive: false, sponsored: false, silent: false }

/** Remembers the reader's answer, here and in the server's cookie.
 * @param {"given" | "refused"} answer
 */
export async function answerConsent(answer) {
  writeText(KEPT.consent, answer)
  await sendAnswer()
}

/** How many articles this device has counted in the past 30 days. */
export const articleCount = () =>
  count(storedViews(), now(), NO_PAGE, { days: 30, sections: [], topics: [] })

/**
 * Erases the count, here and in the server's cookie, and counts no more. Where remembering takes
 * consent this withdraws it, and whatever else was remembered goes too.
 * @param {Place | null} place
 */
export async function stopCounting(place) {
  writeText(KEPT.counting, "off")
  for (const key of [KEPT.history, KEPT.told, KEPT.compared]) erase(key)
  if (place?.consent_needed !== false) {
    writeText(KEPT.consent, "refused")
    for (const key of [KEPT.visit, KEPT.seat, KEPT.asked, KEPT.dismissed, KEPT.interrupted]) erase(key)
  }
  await sendAnswer()
}

/** Counts again, from nothing. */
export async function startCounting() {
  // The cookie holds the refusal, and perhaps a count that was out of reach when it was given.
  await clearBackup()
  erase(KEPT.counting)
  // Also where none is needed: a browser's Global Privacy Control says no for its reader.
  writeText(KEPT.consent, "given")
  await sendAnswer()
}

/** Has nothing ask on this device for a while; returns until when, in epoch seconds. */
export const restFor = (/** @type {number} */ days) => restUntil(now() + days * DAY_S)

/** @param {number} until in epoch seconds */
export async function restUntil(until) {
  writeText(KEPT.rests, String(until))
  await sendAnswer()
  return until
}

/** Another site's page has no cookie of ours that could outlive what its scripts store. */
const sendAnswer = async () => host.isOurs && sendHome()

async function clearBackup() {
  if (!host.isOurs) return
  try {
    await fetch("/meter/keep", { method: "POST", body: '{"clear":true}', keepalive: true })
  } catch {
    // Out of reach: the refusal outlives this, and the next try.
  }
}
