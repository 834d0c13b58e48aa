// The decision: which campaigns ask on this page view.
// Assignment is here too, to save a request.

/** @import { Campaign, Case, Decision, LineUp, Page, Shown, Standing, Window } from "./types" */

import { PLAIN_WINDOW, count } from "./history.js"
import { pageRefusal, refusal } from "./refusal.js"

/**
 * Who asks on this page view: the live path. The facts of a page object are taken to stay the same.
 * @param {LineUp} lineUp @param {Case} facts @returns {Decision}
 */
export function choose(lineUp, facts) {
  const { reader, page, now } = facts
  const countOf = counting(facts)
  const nobody = isHeldOutOfAll(lineUp, reader.seat)
  /** @type {Decision} */
  const decision = { article_count: countOf(PLAIN_WINDOW), shown: {}, held_out: [] }
  for (const campaigns of standing(lineUp, page, now).places) {
    for (const campaign of campaigns) {
      if (refusal(campaign, reader, now, countOf)) continue
      if (!nobody && !isHeldOut(campaign, reader.seat)) {
        decision.shown[campaign.placement] = shown(campaign, reader.seat, countOf)
        break
      }
      decision.held_out.push(campaign.id)
    }
  }
  return decision
}

/**
 * A reader's place from 0 up to 1; ids and draws are ASCII, so a character is a byte.
 * @param {number} seat @param {string} campaign @param {string} draw
 * @param {"holdout" | "variant"} purpose
 */
export function position(seat, campaign, draw, purpose) {
  return murmur3(`${seat}:${campaign}:${draw}:${purpose}`) / 2 ** 32
}

/** Whether this reader belongs to the share that this campaign does not ask. */
export function isHeldOut(/** @type {Campaign} */ { id, draw, holdout }, /** @type {number} */ seat) {
  return holdout > 0 && position(seat, id, draw, "holdout") < holdout
}

/** Whether this reader belongs to the share that is asked for nothing. */
export function isHeldOutOfAll(/** @type {LineUp} */ { holdout }, /** @type {number} */ seat) {
  return holdout.share > 0 && position(seat, "", holdout.draw, "holdout") < holdout.share
}

/** The first variant whose cumulative share exceeds the reader's position. */
export function drawnVariant(/** @type {Campaign} */ { id, draw, variants }, /** @type {number} */ seat) {
  const place = variants.length > 1 ? position(seat, id, draw, "variant") : 0
  let bound = 0
  for (const variant of variants) {
    bound += variant.share
    if (bound > place) return variant
  }
  // Rounding may leave the last bound just below 1.
  return variants.findLast((variant) => variant.share > 0) ?? variants[0]
}

/**
 * @param {Campaign} campaign @param {number} seat
 * @param {(window: Window) => number | null} countOf @returns {Shown}
 */
export function shown(campaign, seat, countOf) {
  const { id, share } = drawnVariant(campaign, seat)
  return { campaign: campaign.id, variant: id, share, article_count: countOf(campaign.window) }
}

/** The counts of one case, each made when first asked for; null is unknown, never a guess. */
export function counting(/** @type {Case} */ { reader, page, now }) {
  /** @type {Map<Window, number | null>} */
  const known = new Map()
  return (/** @type {Window} */ window) => {
    let found = known.get(window)
    if (found === undefined) {
      found = null
      if (!reader.count_allowed) found = null
      else if (reader.history) found = count(reader.history, now, page, window)
      else if (!window.sections.length && !window.topics.length) found = reader.counts?.[window.days] ?? null
      known.set(window, found)
    }
    return found
  }
}

/**
 * What page and time decide for everybody, remembered for this page object until the next edge.
 * @param {LineUp} lineUp @param {Page} page @param {number} now @returns {Standing}
 */
export function standing(lineUp, page, now) {
  let found = lineUp.remembered.get(page)
  if (!found || now < found.from || now >= found.until) {
    found = sift(lineUp, page, now)
    lineUp.remembered.set(page, found)
  }
  return found
}

function sift(/** @type {LineUp} */ { campaigns, silence }, /** @type {Page} */ page, /** @type {number} */ now) {
  const refused = new Map()
  const places = new Map()
  let from = -Infinity
  let until = Infinity
  for (const campaign of campaigns) {
    for (const edge of [campaign.starts_at, campaign.ends_at]) {
      if (edge !== null && edge <= now) from = Math.max(from, edge)
      if (edge !== null && edge > now) until = Math.min(until, edge)
    }
    const reason = pageRefusal(campaign, page, silence, now)
    const place = campaign.interrupts || campaign.placement
    if (reason) refused.set(campaign.id, reason)
    else if (places.has(place)) places.get(place).push(campaign)
    else places.set(place, [campaign])
  }
  return { from, until, refused, places: [...places.values()] }
}

// murmur3_x86_32 with seed 0. Past its end, charCodeAt is NaN, which counts as 0.
function murmur3(/** @type {string} */ text) {
  let hash = 0
  for (let i = 0; i < text.length; i += 4) {
    let word = 0
    for (let j = 0; j < 4; j++) word |= text.charCodeAt(i + j) << (8 * j)
    word = Math.imul(word, 0xcc9e2d51)
    word = (word << 15) | (word >>> 17)
    hash ^= Math.imul(word, 0x1b873593)
    if (i + 4 > text.length) break
    hash = (hash << 13) | (hash >>> 19)
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0
  }
  hash ^= text.length
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
