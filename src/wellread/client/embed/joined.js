/** What happens on another site's page to which its reader comes back from paying. */
import { recordJoined } from "../appeals/events.js";
import { host } from "../host.js";
import { KEPT, mayRemember, readText } from "../meter/device.js";
import { showThanks } from "../thanks_panel.js";
import { setStage } from "./stage.js";

/** @import { Embedded, Settings, Thanks } from "../types" */

// A page's consent platform is there within seconds, and says then what was answered before.
const LOOKS_EVERY_MS = 500
const LOOKS = 60

/** Thanks a reader, and tells home which campaigns chance had let ask.
 * @param {Embedded} site @param {string} proof @param {Thanks & {style: string}} thanks
 */
export async function welcomeBack(site, proof, { style, ...said }) {
  /** @type {Settings} */
  const place = await (await fetch(`${site.home}/embedding/here`)).json()
  setStage(place, site, document.body, () => "/")
  tellJoined(place, proof).catch(() => {})
  const isDressed = await host.styled(host.address(style))
  // Words without their style would be lost at the foot of the page.
  if (isDressed) showThanks(said, (panel) => host.ground()?.append(panel))
}

/** Once what this device remembers may be used. @param {Settings} place @param {string} proof */
async function tellJoined(place, proof) {
  if (readText(KEPT.compared) === null) return
  for (let looks = LOOKS; !mayRemember(place); looks--) {
    if (!looks) return
    await new Promise((resolve) => setTimeout(resolve, LOOKS_EVERY_MS))
  }
  recordJoined(proof)
}
