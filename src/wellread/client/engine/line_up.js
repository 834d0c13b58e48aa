// The line-up: the published document of campaigns, as a reader's browser takes it.

/** @import { Campaign, LineUp, Window } from "./types" */

import { PLAIN_WINDOW, moment } from "./history.js";
import { isInterrupting } from "./refusal.js";

// What this engine knows: objects by their keys, lists by their items, words by a list of words.
const ANY = undefined
const CHOICE = { only: ANY, except: ANY }
const CAMPAIGN = {
  id: ANY,
  draw: ANY,
  placement: "end_of_article overlay banner inline header",
  starts_at: ANY,
  ends_at: ANY,
  audience: {
    membership: "any non_members members former_members",
    sign_in: "any signed_in signed_out",
    consent: "any given not_given",
    countries: CHOICE,
    languages: ANY,
    devices: ANY,
    articles: { min: ANY, max: ANY, days: ANY, sections: ANY, topics: ANY },
    rest_after_contribution_days: ANY,
  },
  pages: { kinds: ANY, sections: CHOICE, topics: { any: ANY, none: ANY }, sensitive: ANY },
  cap: { views: ANY, days: ANY, gap_days: ANY, counts: "campaign placement all", rest_days: ANY },
  holdout: ANY,
  variants: [{ id: ANY, share: ANY, prints_count: ANY, works_without_count: ANY, copy: ANY }],
}
const LINE_UP = {
  format: "1",
  edition: ANY,
  version: ANY,
  published_at: ANY,
  silence: { sections: ANY, topics: ANY },
  holdout: { share: ANY, draw: ANY },
  campaigns: ANY,
}

/**
 * The line-up of a published document, its JSON or its object. A campaign with a key or word that
 * this engine does not know is skipped: a restriction unheard would widen its audience. A document
 * of another format is a TypeError.
 * @param {any} source @returns {LineUp}
 */
export function readLineUp(source) {
  const document = typeof source === "string" ? JSON.parse(source) : source
  if (!isKnown(document, LINE_UP)) throw new TypeError("Not a line-up of format 1")
  const windows = new Map([[windowKey(PLAIN_WINDOW), PLAIN_WINDOW]])
  const campaigns = document.campaigns
    .filter((/** @type {any} */ one) => isKnown(one, CAMPAIGN))
    .map((/** @type {any} */ one) => readCampaign(one, windows))
  return {
    ...document,
    campaigns,
    longest_window_days: Math.max(...[...windows.values()].map((window) => window.days)),
    remembered: new WeakMap(),
  }
}

/** @param {any} document @param {Map<string, Window>} windows @returns {Campaign} */
function readCampaign(document, windows) {
  const { audience, variants, starts_at, ends_at, placement } = document
  const { articles } = audience
  const key = windowKey(articles)
  if (!windows.has(key)) windows.set(key, articles)
  const languages = audience.languages.map((/** @type {string} */ one) => one.toLowerCase())
  return {
    ...document,
    starts_at: starts_at && moment(starts_at),
    ends_at: ends_at && moment(ends_at),
    audience: { ...audience, languages },
    window: windows.get(key),
    needs_count:
      articles.min !== null ||
      articles.max !== null ||
      variants.some((/** @type {any} */ one) => one.prints_count && !one.works_without_count),
    interrupts: isInterrupting(placement),
  }
}

function windowKey(/** @type {Window} */ { days, sections, topics }) {
  return JSON.stringify([days, sections, topics])
}

/** @param {any} value @param {any} shape @returns {boolean} */
function isKnown(value, shape) {
  if (shape === ANY) return true
  if (typeof shape === "string") return shape.split(" ").includes(String(value))
  if (Array.isArray(shape)) return value.every((/** @type {any} */ one) => isKnown(one, shape[0]))
  const keys = Object.keys(shape)
  return (
    Object.keys(value).length === keys.length &&
    keys.every((key) => Object.hasOwn(value, key) && isKnown(value[key], shape[key]))
  )
}
