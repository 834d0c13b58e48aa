// The published line-up, as a reader's browser takes it.
//# allFunctionsCalledOnLoad

/** @import { IsKnown, LineUpDocument, ReadLineUp, Window } from "./functions" */

import { PLAIN_WINDOW, moment } from "./history.js";
import { isInterrupting } from "./refusal.js";

// What this engine knows: keys, and the words that a value may be.
// Made by `make schema` from the engine's schema: words, or 0 for any value; a key with ? may be missing.
const CAMPAIGN = { id: 0, draw: 0, placement: "end_of_article overlay banner inline header", starts_at: 0,
  ends_at: 0, audience: { membership: "any non_members members former_members", sign_in:
  "any signed_in signed_out", consent: "any given not_given", countries: { only: 0,
  except: 0 }, languages: 0, devices: 0, articles: { min: 0, max: 0, days: 0, sections: 0,
  topics: 0 }, rest_after_contribution_days: 0, "newsletter?": "any readers non_readers"
  }, pages: { kinds: 0, sections: { only: 0, except: 0 }, topics: { any: 0, none: 0 },
  sensitive: 0 }, cap: { views: 0, days: 0, gap_days: 0, counts: "campaign placement all",
  rest_days: 0 }, holdout: 0, variants: [{ id: 0, share: 0, prints_count: 0,
  works_without_count: 0, copy: 0 }] }
const LINE_UP = { format: "1", edition: 0, version: 0, published_at: 0, silence: { sections: 0, topics: 0
  }, holdout: { share: 0, draw: 0 }, campaigns: 0 }
// The end of what is made.

/** @type {ReadLineUp} */
export const readLineUp = (source) => {
  /** @type {LineUpDocument} */
  const document = typeof source === "string" ? JSON.parse(source) : source
  if (!isKnown(document, LINE_UP)) throw new TypeError("Not a line-up of format 1")
  /** @type {Map<string, Window>} */
  const windows = new Map([[keyOf(PLAIN_WINDOW), PLAIN_WINDOW]])
  const campaigns = document.campaigns
    .filter((one) => isKnown(one, CAMPAIGN))
    .map((one) => {
      const { audience, variants, starts_at, ends_at, placement } = one
      const { articles, languages } = audience
      const key = keyOf(articles)
      if (!windows.has(key)) windows.set(key, articles)
      return {
        ...one,
        starts_at: starts_at ? moment(starts_at) : null,
        ends_at: ends_at ? moment(ends_at) : null,
        audience: { ...audience, languages: languages.map((tag) => tag.toLowerCase()) },
        window: windows.get(key) ?? articles,
        needs_count:
          articles.min !== null ||
          articles.max !== null ||
          variants.some((variant) => variant.prints_count && !variant.works_without_count),
        interrupts: isInterrupting(placement),
      }
    })
  const longest_window_days = Math.max(...[...windows.values()].map(({ days }) => days))
  return { ...document, campaigns, longest_window_days, remembered: new WeakMap(), index: new Map() }
}

/** @param {Window} window */
const keyOf = ({ days, sections, topics }) => JSON.stringify([days, sections, topics])

/** @type {IsKnown} */
const isKnown = (value, shape) => {
  if (!shape) return true
  if (typeof shape === "string") return shape.split(" ").includes(String(value))
  if (Array.isArray(shape)) return value.every((/** @type {any} */ one) => isKnown(one, shape[0]))
  const keys = Object.keys(shape).filter((key) => !key.endsWith("?") || Object.hasOwn(value, named(key)))
  return (
    Object.keys(value).length === keys.length &&
    keys.every((key) => Object.hasOwn(value, named(key)) && isKnown(value[named(key)], shape[key]))
  )
}

/** @param {string} key */
const named = (key) => key.replace("?", "")
