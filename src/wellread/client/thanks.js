/** Says thanks on the story to which a reader returns who has just paid; fetched only then. */
import { KEPT, readText } from "./meter/device.js";
import { styled } from "./note.js";
import { showThanks } from "./thanks_panel.js";

// Without an answer that is whole the story is read without a word of thanks.
thank().catch(() => {})

async function thank() {
  const answer = await fetch("/join/thanks/")
  if (answer.status !== 200) return
  const { style, proof, ...said } = await answer.json()
  if (readText(KEPT.compared) !== null) tell(proof)
  await styled(style)
  showThanks(said, (panel) => document.querySelector("main")?.before(panel))
}

/** What is not told is not missed. @param {string} proof */
const tell = (proof) => import("./appeals/events.js").then(({ recordJoined }) => recordJoined(proof)).catch(() => {})
