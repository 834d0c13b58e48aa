/** Tells the desk what the newsroom has counted beside appeals: that a story was read, and how many
 * readers its campaigns do not ask, and why. Nothing of it names a reader or says what they read. */
import { BANDS, LONGEST_STORY, bandOf } from "./appeals/events.js";
import { counting } from "./engine/decision.js";
import { explain } from "./engine/explanation.js";
import { spell } from "./engine/history.js";
import { host } from "./host.js";
import { KEPT, now, read, write } from "./meter/device.js";

/** @import { Campaign } from "./engine/functions" */
/** @import { PageView, Weighed } from "./types" */
/** @typedef {{campaign: string, reason: string, only: boolean, band: string}} Decision */

// The server reads 4 kB, of which a decision takes 150 bytes.
const AT_ONCE = 20
const TOO_FEW = "too_few_articles"

/** Tells of a view that was just read.
 * @param {PageView} view @param {Weighed | null} weighed null where nobody is asked
 */
export function tell({ facts, memory }, weighed) {
  const { article, tells, one_in = 1 } = facts
  // Before consent, where that is needed, nothing leaves a device, not even what names nobody.
  if (tells?.includes("views") && article && memory?.counts && Math.random() * one_in < 1) {
    send({ read: true, story: article.slice(-LONGEST_STORY), one_in })
  }
  if (tells?.includes("decisions") && memory?.counts && weighed) tellDecisions(weighed)
}

/** Tells what was not told in this month (UTC): so the sums are of readers, and none is named.
 * @param {Weighed} weighed
 */
function tellDecisions(weighed) {
  const month = spell(now()).slice(0, 7)
  const kept = read(KEPT.told)
  const told = new Set(kept?.month === month && Array.isArray(kept.told) ? kept.told : [])
  const fresh = decisions(weighed).filter((one) => !told.has(keyOf(one)))
  if (!fresh.length) return
  // A device that cannot keep this would tell it again and again.
  if (!write(KEPT.told, { month, told: [...told, ...fresh.map(keyOf)] })) return
  const { lineUp, reader } = weighed
  const about = { version: lineUp.version, country: reader.country ?? "", device: reader.device ?? "" }
  while (fresh.length) send({ ...about, decisions: fresh.splice(0, AT_ONCE) })
}

/** @param {Decision} one */
const keyOf = ({ campaign, reason, only, band }) => `${campaign} ${reason} ${only ? 1 : 0} ${band}`

/** What each campaign says, and whether one thing alone stands in its way.
 * @param {Weighed} weighed
 * @returns {Decision[]}
 */
function decisions({ lineUp, facts, reader }) {
  const given = { reader, page: facts, now: now() }
  const { refusals } = explain(lineUp, given)
  const countOf = counting(given)
  return lineUp.campaigns.flatMap((campaign) => {
    const { id } = campaign
    const reason = refusals.get(id) ?? ""
    const said = { campaign: id, reason, only: false, band: "" }
    const lift = LIFTED[reason || TOO_FEW]
    const only = lift && (!reason || asksWithout(lift(campaign), lineUp, given))
    if (!only) return [said]
    if (lift !== LIFTED[TOO_FEW]) return [said, { ...said, only }]
    // Whoever has read nine has read five: under any lower limit they would have been asked.
    const count = countOf(campaign.window) ?? 0
    const bands = BANDS.filter((least) => least <= count).map(bandOf)
    return [said, ...bands.map((band) => ({ campaign: id, reason: TOO_FEW, only, band }))]
  })
}

/** Whether a campaign would ask, so changed, all others being as they are.
 * @param {Campaign} changed @param {Weighed["lineUp"]} lineUp @param {Parameters<typeof explain>[1]} given
 */
function asksWithout(changed, lineUp, given) {
  const campaigns = lineUp.campaigns.map((one) => (one.id === changed.id ? changed : one))
  /** @type {Weighed["lineUp"]} */
  const others = { ...lineUp, campaigns, remembered: new WeakMap(), index: new Map() }
  return !explain(others, given).refusals.has(changed.id)
}

/** @type {Record<string, (campaign: Campaign) => Campaign>} */
const LIFTED = {
  [TOO_FEW]: (one) => inAudience(one, { articles: { ...one.audience.articles, min: null, max: null } }),
  wrong_country: (one) => inAudience(one, { countries: { only: [], except: [] } }),
  wrong_language: (one) => inAudience(one, { languages: [] }),
  wrong_device: (one) => inAudience(one, { devices: [] }),
  wrong_section: (one) => onPages(one, { sections: { only: [], except: [] } }),
  wrong_topic: (one) => onPages(one, { topics: { any: [], none: [] } }),
  asked_often: (one) => ({ ...one, cap: { ...one.cap, views: null } }),
  asked_recently: (one) => ({ ...one, cap: { ...one.cap, gap_days: 0 } }),
  dismissed: (one) => ({ ...one, cap: { ...one.cap, rest_days: 0 } }),
}
LIFTED.too_many_articles = LIFTED[TOO_FEW]

/** @param {Campaign} one @param {Partial<Campaign["audience"]>} change @returns {Campaign} */
const inAudience = (one, change) => ({ ...one, audience: { ...one.audience, ...change } })

/** @param {Campaign} one @param {Partial<Campaign["pages"]>} change @returns {Campaign} */
const onPages = (one, change) => ({ ...one, pages: { ...one.pages, ...change } })

/** A message that does not arrive is not missed. @param {object} what */
function send(what) {
  navigator.sendBeacon(host.address("/insights/notes"), JSON.stringify(what))
}
