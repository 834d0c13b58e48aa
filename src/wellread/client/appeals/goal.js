/** A goal that readers reach together, and how far the ledger says they are. */
import { element } from "../element.js";

/** @import { Goal } from "../engine/types" */
/** @typedef {{given: string, left: string, share: number}} Progress */

/** How far readers are; null where it cannot be had: nobody guesses.
 * @param {Goal} goal @param {URL} address the line-up's
 * @returns {Promise<Progress | null>}
 */
export async function fetchProgress({ progress }, address) {
  try {
    const answer = await fetch(new URL(progress, address))
    return answer.ok ? await answer.json() : null
  } catch {
    return null
  }
}

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
