// What a reader has read, and the article count.
//# allFunctionsCalledOnLoad

/** @import { ByRank, Compare, Count, Matches, Merge, Prune } from "./functions" */
/** @import { View } from "./types" */

export const DAY_S = 86400
export const COUNTED_KINDS = ["article", "live_blog"]
// As in history.py: what is longer, or more, is no id and no word of a newsroom.
export const LONGEST_ID = 500
export const LONGEST_WORD = 120
export const MOST_TOPICS = 20
export const PLAIN_WINDOW = { days: 30, sections: [], topics: [] }

/** Epoch seconds of a time like 2026-11-22T10:00:00Z, or a RangeError. @param {string} text */
export function moment(text) {
  const [year, month, ...rest] = text.split(/\D/).map(Number)
  const at = Date.UTC(year, month - 1, ...rest) / 1000
  // Written again, 30 February and 25 o'clock show: Date.UTC lets them roll over.
  if (!(at >= 0) || spell(at) !== text) throw new RangeError(`Not a time: ${text}`)
  return at
}

/** The text of epoch seconds. @param {number} at */
export const spell = (at) => new Date(at * 1000).toISOString().replace(".000", "")

/** @type {Merge} */
export const merge = (first, second, now, limits) => prune([...first, ...second], now, limits)

/** @type {Prune} */
export const prune = (views, now, { days, entries = 1000 } = {}) => {
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

/** @type {Count} */
export const count = (history, now, page, window) => {
  const own = COUNTED_KINDS.includes(page.kind) ? page.article : null
  const start = now - window.days * DAY_S
  let found = own !== null && matches(page, window) ? 1 : 0
  for (const view of history) {
    if (view.at > start && view.at <= now && view.article !== own && matches(view, window)) found++
  }
  return found
}

/** @type {Matches} */
const matches = ({ section, topics }, window) =>
  (!window.sections.length || (section !== null && window.sections.includes(section))) &&
  (!window.topics.length || topics.some((topic) => window.topics.includes(topic)))

/** @type {ByRank} */
const byRank = (a, b) => a.at - b.at || inOrder(ranks(a), ranks(b), byCodePoint)

/** @param {View} view */
const ranks = ({ section, topics }) => [section === null ? "" : `.${section}`, ...topics]

// JavaScript itself compares UTF-16 units, which is not the order of UTF-8 bytes.
/** @type {Compare} */
const byCodePoint = (a, b) =>
  inOrder([...a], [...b], (x, y) => Number(x.codePointAt(0)) - Number(y.codePointAt(0)))

/** @param {string[]} a @param {string[]} b @param {Compare} compare */
function inOrder(a, b, compare) {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const difference = compare(a[i], b[i])
    if (difference) return difference
  }
  return a.length - b.length
}
