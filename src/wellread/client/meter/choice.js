/** What readers choose about counting: to allow it, to refuse it, to stop it and to start again. */
import { count } from "../engine/history.js";
import { KEPT, erase, now, storedViews, writeText } from "./device.js";

/** @import { Place } from "../types" */

const NO_PAGE = { article: null, kind: "", section: null, topics: [], sensitive: false, sponsored: false }

/** Remembers the reader's answer. @param {"given" | "refused"} answer */
export const answerConsent = (answer) => writeText("localStorage", KEPT.consent, answer)

/** How many articles this device has counted in the past 30 days. */
export const articleCount = () =>
  count(storedViews(), now(), NO_PAGE, { days: 30, sections: [], topics: [] })

/**
 * Erases the count, here and in the server's cookie, and counts no more. Where remembering takes
 * consent this withdraws it, and whatever else was remembered goes too.
 * @param {Place | null} place
 */
export async function stopCounting(place) {
  writeText("localStorage", KEPT.counting, "off")
  erase("localStorage", KEPT.history)
  if (place?.consent_needed !== false) {
    answerConsent("refused")
    for (const key of [KEPT.visit, KEPT.seat, KEPT.asked, KEPT.dismissed, KEPT.interrupted]) {
      erase("localStorage", key)
    }
  }
  await clearBackup()
}

/** Counts again, from nothing. @param {Place | null} place */
export async function startCounting(place) {
  // Had it been out of reach when counting was stopped, it would bring the old count back.
  await clearBackup()
  erase("localStorage", KEPT.counting)
  if (place?.consent_needed !== false) answerConsent("given")
}

async function clearBackup() {
  try {
    await fetch("/meter/keep", { method: "POST", body: '{"clear":true}', keepalive: true })
  } catch {
    // Out of reach; starting again clears it first.
  }
}
