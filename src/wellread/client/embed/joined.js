/** What is told home from another site's page to which its reader comes back from paying. */
import { recordJoined } from "../appeals/events.js";
import { host } from "../host.js";
import { KEPT, mayRemember, readText } from "../meter/device.js";

// A page's consent platform is there within seconds, and says then what was answered before.
const LOOKS_EVERY_MS = 500
const LOOKS = 60

/** Tells which campaigns chance had let ask, once what this device remembers may be used.
 * @param {string} home @param {string} proof
 */
export async function tellJoined(home, proof) {
  if (readText(KEPT.compared) === null) return
  const place = await (await fetch(`${home}/embedding/here`)).json()
  for (let looks = LOOKS; !mayRemember(place); looks--) {
    if (!looks) return
    await new Promise((resolve) => setTimeout(resolve, LOOKS_EVERY_MS))
  }
  host.isOurs = false
  host.address = (path) => new URL(path, home).href
  recordJoined(proof)
}
