/** Whether chance let a campaign ask this reader or kept it from that, the first time it would have: what
 * only this device knows, told without a name by whoever joins, so that it is known what asking brings. */
import { KEPT, erase, now, read, write } from "../meter/device.js";

/** @import { Weighed } from "../types" */
/** @typedef {{campaign: string, placement: string, version: string, held: boolean, at: number}} Compared */

// Who joins a season later joins for something else.
const KEPT_S = 90 * 86_400

/** Keeps it, of the campaigns that hold anybody out.
 * @param {Weighed} weighed
 */
export function compare({ lineUp, decision }) {
  const known = stored()
  const asking = new Set(Object.values(decision.shown).map(({ campaign }) => campaign))
  const fresh = lineUp.campaigns.flatMap(({ id, placement, holdout }) => {
    const held = decision.held_out.includes(id)
    // The first time counts: later ones depend on what it was, as whoever is asked reaches a cap.
    if (!(held || asking.has(id)) || known.some(({ campaign }) => campaign === id)) return []
    if (!holdout && !lineUp.holdout.share) return []
    return [{ campaign: id, placement, version: lineUp.version, held, at: now() }]
  })
  if (fresh.length) write(KEPT.compared, [...known, ...fresh])
}

/** What was kept, once: it is told of by who has joined, and forgotten. */
export function takeCompared() {
  const found = stored()
  erase(KEPT.compared)
  return found
}

/** @returns {Compared[]} */
function stored() {
  const kept = read(KEPT.compared)
  if (!Array.isArray(kept)) return []
  return kept.filter((one) => typeof one?.campaign === "string" && now() - one.at < KEPT_S)
}
