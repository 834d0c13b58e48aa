/** The words that scripts put on a page, in its language: fetched once, when one is drawn. */
import { host } from "./host.js";

/** @typedef {Record<string, string>} Said a sentence by kind of number, or words by what they are of */
/** @typedef {{close: string, fold: string, unfold: string, line: string, other: string, other_short: string, why: string, why_short: string, legends: Said, intervals: Said, cards: Said, goal: Said, newsletter: Said, remind: Said, sending: Said}} AppealWords */
/** @typedef {{title: string, why: string, yes: string, no: string, counted: string, not_counted: string}} QuestionWords */
/** @typedef {{nothing: string, allow: string, refused: string, counted: string, stop: string}} ControlWords */
/** @typedef {{pause: string, resume: string, new: Said, show: Said, closed: string}} LiveWords */
/** @typedef {{read: Said, unknown: string, only: string, least: Said, most: Said, asked: Said, first: string, cap: Said, drawn: string, private: string, rest: string, rested: string, how: string, proof: string, check: string}} WhyWords */
/** @typedef {{appeal: AppealWords, why: WhyWords, question: QuestionWords, control: ControlWords, live: LiveWords}} ClientWords */

/** @type {Promise<ClientWords | null> | undefined} */
let fetched

/** Null when they cannot be had: nothing is drawn without its words. */
export async function pageWords() {
  fetched ??= fetchWords()
  const words = await fetched
  if (!words) fetched = undefined
  return words
}

/** The words of a language that an appeal speaks; the page's where it is the same, or cannot be had.
 * @param {string} language
 */
export async function wordsIn(language) {
  if (baseOf(language) === baseOf(host.language)) return pageWords()
  const address = new URL(`/words.${language.toLowerCase()}.json`, new URL(host.wordsUrl(), location.href))
  return (await fetchFrom(address)) ?? pageWords()
}

/** @param {string} tag */
const baseOf = (tag) => tag.split("-")[0].toLowerCase()

/** A number as the page's language writes it, in the digits that the server writes.
 * @param {number} value
 */
export const figures = (value) => new Intl.NumberFormat(`${host.language}-u-nu-latn`).format(value)

/** A sentence about a number. @param {Said} said @param {number} value */
export function numbered(said, value) {
  const kind = new Intl.PluralRules(host.language).select(value)
  return (said[kind] ?? said.other).replace("{number}", figures(value))
}

const fetchWords = () => fetchFrom(host.wordsUrl())

/** @param {string | URL} address @returns {Promise<ClientWords | null>} */
async function fetchFrom(address) {
  try {
    return await (await fetch(address)).json()
  } catch {
    return null
  }
}
