// What a reader has read, and the article count.

/** @import { Limits, Page, View, Window } from "./types" */

export const DAY_S = 86400
export const PLAIN_WINDOW = { days: 30, sections: [], topics: [] }

/** The epoch seconds of a time like 2026-11-22T10:00:00Z; any other text is a RangeError. */
export function moment(/** @type {string} */ text) {
  const [year, month, day, hour, minute, second] = text.split(/\D/).map(Number)
  const at = Date.UTC(year, month - 1, day, hour, minute, second) / 1000
  // Writing it again shows up 30 February and 25 o'clock, which Date.UTC lets roll over.
  if (!(at >= 0) || spell(at) !== text) throw new RangeError(`Not a time: ${text}`)
  return at
}

/** The text of epoch seconds. */
export function spell(/** @type {number} */ at) {
  return new Date(at * 1000).toISOString().replace(".000", "")
}

/**
 * What stands of two histories: the later view of each article, newest first.
 * @param {View[]} first @param {View[]} second @param {number} now @param {Limits} [limits]
 */
export function merge(first, second, now, limits) {
  return prune([...first, ...second], now, limits)
}

/**
 * What stands of these views: future ones dropped first, then the latest of each article.
 * @param {View[]} views @param {number} now @param {Limits} [limits]
 */
export function prune(views, now, { days, entries = 1000 } = {}) {
  const oldest = now - (days ?? Infinity) * DAY_S
  /** @type {Map<string, View>} */
  const standing = new Map()
  for (const view of views) {
    if (view.at > now || view.at <= oldest) continue
    const one = { ...view, topics: [...view.topics].sort(byCodePoint) }
    const rival = standing.get(one.article)
    if (!rival || byRank(one, rival) > 0) standing.set(one.article, one)
  }
  return [...standing.values()]
    .sort((a, b) => b.at - a.at || byCodePoint(a.article, b.article))
    .slice(0, entries)
}

/**
 * How many articles were read in the window, the page on screen included.
 * @param {View[]} history what stands at `now`
 * @param {number} now @param {Page} page @param {Window} window
 */
export function count(history, now, page, window) {
  const counts = page.kind === "article" || page.kind === "live_blog"
  const own = counts ? page.article : null
  const start = now - window.days * DAY_S
  let found = own !== null && matches(page, window) ? 1 : 0
  for (const view of history) {
    if (view.at > start && view.at <= now && view.article !== own && matches(view, window)) found++
  }
  return found
}

function matches(/** @type {View | Page} */ { section, topics }, /** @type {Window} */ window) {
  return (
    (!window.sections.length || (section !== null && window.sections.includes(section))) &&
    (!window.topics.length || topics.some((topic) => window.topics.includes(topic)))
  )
}

function byRank(/** @type {View} */ a, /** @type {View} */ b) {
  const rank = (/** @type {View} */ view) => [view.section === null ? "" : `.${view.section}`, ...view.topics]
  return a.at - b.at || inOrder(rank(a), rank(b), byCodePoint)
}

// JavaScript compares text by UTF-16 units, which is not the order of UTF-8 bytes.
function byCodePoint(/** @type {string} */ a, /** @type {string} */ b) {
  return inOrder([...a], [...b], (x, y) => Number(x.codePointAt(0)) - Number(y.codePointAt(0)))
}

/**
 * @param {string[]} a @param {string[]} b
 * @param {(x: string, y: string) => number} compare
 */
function inOrder(a, b, compare) {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const difference = compare(a[i], b[i])
    if (difference) return difference
  }
  return a.length - b.length
}
