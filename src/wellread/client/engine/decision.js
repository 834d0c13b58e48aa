// Which campaigns ask on this page view; assignment is here too, to save a request.
//# allFunctionsCalledOnLoad

/** @import { Campaign, Choose, Counting, DrawnVariant, IsHeldOut, Position, Show, Sift, Stands, Suited, Window } from "./functions" */

import { PLAIN_WINDOW, count } from "./history.js";
import { pageRefusal, placeRefusal, refusal } from "./refusal.js";

const INTERRUPTION = "interruption"

/** @type {Choose} */
export const choose = (lineUp, facts) => {
  const { reader, page, now } = facts
  const countOf = counting(facts)
  const held_out = []
  /** @type {ReturnType<Choose>["shown"]} */
  const shown = {}
  let interrupted = false
  for (const [place, campaigns] of standing(lineUp, page, now).places) {
    if (interrupted && place !== "header") continue
    for (const campaign of campaigns) {
      if (refusal(campaign, reader, now, countOf)) continue
      if (!isHeldOut(lineUp, campaign, reader.seat)) {
        shown[campaign.placement] = show(campaign, reader.seat, countOf)
        interrupted ||= campaign.interrupts
        break
      }
      held_out.push(campaign.id)
    }
  }
  return { article_count: countOf(PLAIN_WINDOW), shown, held_out }
}

/** @type {Position} */
export const position = (seat, campaign, draw, purpose) =>
  murmur3(`${seat}:${campaign}:${draw}:${purpose}`) / 2 ** 32

/** @type {IsHeldOut} */
export const isHeldOut = ({ holdout: all }, { id, draw, holdout }, seat) =>
  (all.share > 0 && position(seat, "", all.draw, "holdout") < all.share) ||
  (holdout > 0 && position(seat, id, draw, "holdout") < holdout)

/** @type {DrawnVariant} */
export const drawnVariant = ({ id, draw, variants }, seat) => {
  const place = position(seat, id, draw, "variant")
  let bound = 0
  // Rounding may leave the last bound just below 1.
  return (
    variants.find(({ share }) => (bound += share) > place) ??
    variants.findLast(({ share }) => share > 0) ??
    variants[0]
  )
}

/** @type {Show} */
export const show = (campaign, seat, countOf) => {
  const { id, share } = drawnVariant(campaign, seat)
  return { campaign: campaign.id, variant: id, share, article_count: countOf(campaign.window) }
}

/** @type {Counting} */
export const counting = ({ reader, page, now }) => {
  /** @type {Map<Window, number | null>} */
  const known = new Map()
  return (window) => {
    let found = known.get(window)
    if (found === undefined) {
      found = null
      if (reader.count_allowed && reader.history) found = count(reader.history, now, page, window)
      else if (reader.count_allowed && !window.sections.length && !window.topics.length)
        found = reader.counts?.[window.days] ?? null
      known.set(window, found)
    }
    return found
  }
}

/** @type {Stands} */
export const standing = (lineUp, page, now) => {
  let found = lineUp.remembered.get(page)
  if (!found || now < found.from || now >= found.until) {
    found = sift(lineUp, page, now)
    lineUp.remembered.set(page, found)
  }
  return found
}

/** @type {Suited} */
const suited = ({ campaigns, index }, page) => {
  // A page without a section is not one of a section that is called so.
  const key = `${page.kind} ${page.section === null} ${page.section}`
  let found = index.get(key)
  if (!found) {
    found = campaigns.filter(({ pages }) => !placeRefusal(pages, page))
    // A paper has fewer; a program's cases may name any.
    if (index.size >= 1000) index.clear()
    index.set(key, found)
  }
  return found
}

/** @type {Sift} */
const sift = (lineUp, page, now) => {
  // Who interrupts is weighed first, and leaves no other place but the header's to anybody.
  /** @type {Map<string, Campaign[]>} */
  const places = new Map([[INTERRUPTION, []]])
  let from = -Infinity
  let until = Infinity
  for (const campaign of suited(lineUp, page)) {
    for (const at of [campaign.starts_at, campaign.ends_at]) {
      if (at === null) continue
      if (at <= now) from = Math.max(from, at)
      else until = Math.min(until, at)
    }
    if (pageRefusal(campaign, page, lineUp.silence, now)) continue
    const place = campaign.interrupts ? INTERRUPTION : campaign.placement
    const found = places.get(place)
    if (found) found.push(campaign)
    else places.set(place, [campaign])
  }
  return { from, until, places: [...places] }
}

// murmur3_x86_32, seed 0, of text in ASCII. Past its end charCodeAt is NaN, which counts as 0.
/** @param {string} text */
function murmur3(text) {
  let hash = 0
  for (let i = 0; i < text.length; i += 4) {
    let word = 0
    for (let j = 0; j < 4; j++) word |= text.charCodeAt(i + j) << (8 * j)
    word = Math.imul(word, 0xcc9e2d51)
    hash ^= Math.imul((word << 15) | (word >>> 17), 0x1b873593)
    if (i + 4 <= text.length) hash = Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64
  }
  hash ^= text.length
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
