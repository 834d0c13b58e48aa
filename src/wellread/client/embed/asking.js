/** What is fetched once something is asked on another site's page. */
import { host } from "../host.js";
import { read } from "../meter/device.js";
import { quietly } from "../quietly.js";
import { PASS, returnPath } from "./sign_in.js";
import { clearStage, setStage } from "./stage.js";

/** @import { Embedded, Scene, Weighed } from "../types" */

/** @type {boolean | undefined} */
let followed

/** Asks whether articles may be counted; `counted` runs after a yes. @param {Scene} scene @param {() => void} counted */
export async function askToCount(scene, counted) {
  const [{ askToCount }] = await Promise.all([import("../meter/question.js"), set(scene)])
  const isStyled = await host.styled(scene.place.files.appeal_css)
  if (isStyled && scene.isStill()) await askToCount(counted)
}

/** @param {Scene} scene @param {Weighed} foreseen */
export async function keepRoom(scene, foreseen) {
  if (gaveMeanwhile(scene.site)) return
  const [{ keepRoom }] = await Promise.all([import("../appeals/draw.js"), set(scene)])
  if (scene.isStill()) await keepRoom(foreseen, scene.isStill)
}

/** Draws what was decided, and tells what would have been. @param {Scene} scene @param {Weighed} weighed */
export async function ask(scene, weighed) {
  if (gaveMeanwhile(scene.site)) return
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
  followed ??= follow(site)
}

/** Whoever joins or gives in another tab is asked no more in this one. @param {Embedded} site */
function follow(site) {
  addEventListener("storage", ({ key }) => quietly(() => {
    if (key === PASS && gaveMeanwhile(site)) return clear()
  }))
  return true
}

/** Whether this page's reader has joined or given since it was opened, in another tab. @param {Embedded} site */
function gaveMeanwhile(site) {
  const pass = read(PASS)
  if (!pass?.hint) return false
  const before = site.pass?.hint?.contributed_at
  site.pass = pass
  site.markMember()
  const { is_member, contributed_at } = pass.hint
  return Boolean(is_member) || contributed_at !== before
}
