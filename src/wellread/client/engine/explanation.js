// Why each campaign asks or does not: for previews and programs, never fetched by a reader's page.

/** @import { Case, CaseDocument, Explanation, LineUp } from "./types" */

import { readCase } from "./case.js"
import { counting, isHeldOut, isHeldOutOfAll, shown, standing } from "./decision.js"
import { PLAIN_WINDOW } from "./history.js"
import { refusal } from "./refusal.js"

/**
 * The answer to one JSON case, in the published shape.
 * @param {LineUp} lineUp @param {CaseDocument} document
 */
export function answer(lineUp, document) {
  const { refusals, ...rest } = explain(lineUp, readCase(document))
  return { ...rest, refusals: Object.fromEntries(refusals) }
}

/**
 * Who asks, and why every other campaign does not.
 * @param {LineUp} lineUp @param {Case} facts @returns {Explanation}
 */
export function explain(lineUp, facts) {
  const { reader, page, now } = facts
  const countOf = counting(facts)
  const nobody = isHeldOutOfAll(lineUp, reader.seat)
  const { refused, places } = standing(lineUp, page, now)
  /** @type {Explanation} */
  const explanation = { article_count: countOf(PLAIN_WINDOW), shown: {}, refusals: new Map(refused) }
  for (const campaigns of places) {
    let isTaken = false
    for (const campaign of campaigns) {
      let reason = refusal(campaign, reader, now, countOf)
      if (!reason && isTaken) reason = "outranked"
      if (!reason && (nobody || isHeldOut(campaign, reader.seat))) reason = "held_out"
      if (reason) {
        explanation.refusals.set(campaign.id, reason)
      } else {
        explanation.shown[campaign.placement] = shown(campaign, reader.seat, countOf)
        isTaken = true
      }
    }
  }
  return explanation
}
