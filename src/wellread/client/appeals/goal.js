/** A goal that readers reach together, and how far the ledger says they are. */
import { element } from "../element.js";
import { answerTo } from "./answers.js";

/** @import { Goal, Words } from "../engine/types" */
/** @typedef {{given: string, left: string, share: number}} Progress */

export const GOAL_LEFT = "{goal_left}"
// No currency and no language writes a longer one.
const LONGEST_AMOUNT = 60
// An appeal does not wait longer for its goal.
const LONGEST_WAIT_MS = 3_000

/** How far readers are; null where it cannot be had: nobody guesses.
 * @param {Goal} goal @param {URL} address the line-up's
 * @returns {Promise<Progress | null>}
 */
export async function fetchProgress({ progress }, address) {
  const answer = await answerTo(new URL(progress, address), LONGEST_WAIT_MS)
  return answer?.isOk && isProgress(answer.said) ? answer.said : null
}

/** Whether it can be shown as it stands: amounts that are words, and a part of a whole.
 * @param {any} said
 */
const isProgress = (said) =>
  isWritten(said?.given) && isWritten(said.left) && Number.isFinite(said.share) && said.share >= 0 && said.share <= 1

/** @param {unknown} amount */
const isWritten = (amount) => typeof amount === "string" && amount.length > 0 && amount.length <= LONGEST_AMOUNT

/** @param {Goal} goal @param {Progress | null} progress @param {Record<string, string>} words @param {string} name */
export function goalSoFar(goal, progress, words, name) {
  const said = (progress ? words.given : words.unknown)
    .replace("{goal}", () => goal.written).replace("{given}", () => progress?.given ?? "")
  const line = element("p", { id: `${name}-goal`, dir: "auto" }, said)
  const part = element("div", { class: "ask-goal" }, line)
  if (progress) {
    part.prepend(element("progress", { max: "1", value: String(progress.share), "aria-labelledby": `${name}-goal` }))
  }
  return part
}

/** Words that hold while nobody knows what is left: the paragraphs that print it stay away, and a
 * headline that does is another one, so that whoever was chosen to be asked is asked.
 * @param {Words} words @param {Goal} goal @param {Record<string, string>} said @returns {Words}
 */
export function withoutWhatIsLeft(words, goal, said) {
  const headline = words.headline.includes(GOAL_LEFT) ? said.reach.replace("{goal}", () => goal.written) : words.headline
  return { ...words, headline, body: words.body.filter((line) => !line.includes(GOAL_LEFT)) }
}
