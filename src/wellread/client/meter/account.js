/** On the account's page: what this device counted joins the reader's one count, or is forgotten. */
import { sendAnswer } from "./backup.js";
import { isCountingOff, mayRemember } from "./device.js";
import { giveBack } from "./restore.js";

const BEGINNING = "<p>"

try {
  const { kept, ...place } = await (await fetch("/meter/here?mine")).json()
  if (kept) giveBack(kept, place)
  if (kept && !kept.forget && mayRemember(place) && !isCountingOff()) {
    await sendAnswer()
    await showAnew()
  }
} catch {
  // Out of reach: the next story that is read does the same.
}

/** Says how many stories it is now. */
async function showAnew() {
  const answer = await fetch("/account/count/")
  const said = document.getElementById("shared-count")
  const words = await answer.text()
  // A network that asks for a sign-in of its own answers with a whole page.
  if (answer.ok && said && words.startsWith(BEGINNING)) said.innerHTML = words
}
