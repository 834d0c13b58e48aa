/** Amounts as the newsroom writes them: nothing here knows any currency. */

/** @import { Ask } from "../engine/types" */

/** An amount that is offered, as it came; another one by the currency's digits and pattern.
 * @param {Ask} ask @param {number} amount @param {string} language
 */
export function written({ amounts, written = [], digits, pattern = "" }, amount, language) {
  const ready = written[amounts.indexOf(amount)]
  if (ready) return ready
  const major = amount / 10 ** (digits ?? 0)
  const shown = Number.isInteger(major) ? 0 : digits ?? 0
  const number = new Intl.NumberFormat(language, {
    minimumFractionDigits: shown, maximumFractionDigits: shown, numberingSystem: "latn", useGrouping: "always",
  })
  return pattern.replace("{amount}", () => number.format(major))
}
