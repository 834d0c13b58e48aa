/** Says thanks on the story to which a reader returns who has just paid; fetched only then. */
import { element } from "./element.js";
import { KEPT, readText } from "./meter/device.js";
import { styled } from "./note.js";

// Without an answer that is whole the story is read without a word of thanks.
thank().catch(() => {})

async function thank() {
  const answer = await fetch("/join/thanks/")
  if (answer.status !== 200) return
  const { title, arrived, opens, receipt, elsewhere, go_on, style, proof } = await answer.json()
  if (readText(KEPT.compared) !== null) tell(proof)
  await styled(style)
  const panel = element("section", { class: "thanks", role: "status", "aria-labelledby": "thanks-title" })
  const close = element("button", { class: "button button-primary", type: "button" }, go_on)
  const end = () => {
    panel.remove()
    removeEventListener("keydown", escape)
  }
  /** @param {KeyboardEvent} event */
  const escape = ({ key }) => key === "Escape" && end()
  close.addEventListener("click", end)
  const said = [
    element("h2", { id: "thanks-title", dir: "auto" }, title),
    paragraph(arrived),
    element("ul", {}, .../** @type {string[]} */ (opens).map((line) => element("li", { dir: "auto" }, line))),
    paragraph(receipt),
    paragraph(elsewhere),
    close,
  ]
  document.querySelector("main")?.before(panel)
  addEventListener("keydown", escape)
  // What enters a region that stands already is read out.
  panel.append(...said)
}

/** What is not told is not missed. @param {string} proof */
const tell = (proof) => import("./appeals/events.js").then(({ recordJoined }) => recordJoined(proof)).catch(() => {})

/** @param {string} text */
const paragraph = (text) => element("p", { dir: "auto" }, text)
