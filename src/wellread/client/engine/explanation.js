// Why each campaign asks or does not: for previews and programs; a reader's page fetches it only
// where the newsroom has decisions counted.

/** @import { Answer, Explain } from "./functions" */

import { readCase } from "./case.js";
import { counting, isHeldOut, show, standing } from "./decision.js";
import { PLAIN_WINDOW } from "./history.js";
import { pageRefusal, refusal } from "./refusal.js";

/** @type {Explain} */
export const explain = (lineUp, facts) => {
  const { reader, page, now } = facts
  const countOf = counting(facts)
  const { places } = standing(lineUp, page, now)
  /** @type {ReturnType<Explain>["refusals"]} */
  const refusals = new Map()
  for (const campaign of lineUp.campaigns) {
    const reason = pageRefusal(campaign, page, lineUp.silence, now)
    if (reason) refusals.set(campaign.id, reason)
  }
  /** @type {ReturnType<Explain>["shown"]} */
  const shown = {}
  let interrupted = false
  for (const [place, campaigns] of places) {
    let isTaken = interrupted && place !== "header"
    for (const campaign of campaigns) {
      let reason = refusal(campaign, reader, now, countOf)
      if (!reason && isTaken) reason = "outranked"
      if (!reason && isHeldOut(lineUp, campaign, reader.seat)) reason = "held_out"
      if (reason) {
        refusals.set(campaign.id, reason)
      } else {
        shown[campaign.placement] = show(campaign, reader.seat, countOf)
        isTaken = true
        interrupted ||= campaign.interrupts
      }
    }
  }
  return { article_count: countOf(PLAIN_WINDOW), shown, refusals }
}

/** @type {Answer} */
export const answer = (lineUp, document) => {
  const { refusals, ...rest } = explain(lineUp, readCase(document))
  return { ...rest, refusals: Object.fromEntries(refusals) }
}
