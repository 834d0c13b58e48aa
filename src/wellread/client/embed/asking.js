/** What is fetched once something is asked on another site's page. */
import { host } from "../host.js";
import { returnPath } from "./sign_in.js";
import { clearStage, setStage } from "./stage.js";

/** @import { Scene, Weighed } from "../types" */

/** Asks whether articles may be counted; `counted` runs after a yes. @param {Scene} scene @param {() => void} counted */
export async function askToCount(scene, counted) {
  const [{ askToCount }] = await Promise.all([import("../meter/question.js"), set(scene)])
  const isStyled = await host.styled(scene.place.files.appeal_css)
  if (isStyled && scene.isStill()) await askToCount(counted)
}

/** @param {Scene} scene @param {Weighed} foreseen */
export async function keepRoom(scene, foreseen) {
  const [{ keepRoom }] = await Promise.all([import("../appeals/draw.js"), set(scene)])
  if (scene.isStill()) await keepRoom(foreseen, scene.isStill)
}

/** Draws what was decided, and tells what would have been. @param {Scene} scene @param {Weighed} weighed */
export async function ask(scene, weighed) {
  const [{ draw }] = await Promise.all([import("../appeals/draw.js"), set(scene)])
  if (weighed.memory && weighed.decision.held_out.length) {
    const { recordHeldOut } = await import("../appeals/events.js")
    recordHeldOut(weighed)
  }
  if (scene.isStill()) await draw(weighed, scene.isStill)
}

/** Takes away what was drawn: its page was left, or shall be silent. */
export async function clear() {
  clearStage()
  const { keepOnly } = await import("../appeals/panel.js")
  keepOnly([])
}

/** @param {Scene} scene */
async function set({ site, place, text }) {
  const next = await returnPath()
  setStage(place, site, text, () => next)
}
