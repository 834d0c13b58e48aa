/** A day on which its reader would rather be asked: one e-mail then, and until then nothing asks here. */
import { element } from "../element.js";
import { host } from "../host.js";
import { restUntil } from "../meter/choice.js";
import { pageWords } from "../words.js";
import { closeButton } from "./contents.js";
import { addressField, faultLine, isSent, trap } from "./newsletter.js";
import { overAndDone } from "./why.js";

/** @import { Drawing } from "./contents.js" */

const PAGE = "/reminders/"
const OWN = "own"
const MOST_DAYS_AHEAD = 366

/** Shows the days over the appeal. @param {Drawing} drawing */
export async function offerDays({ around, source }) {
  const words = await pageWords()
  if (!words) throw new Error("Nothing can be said of it.")
  const said = around.remind
  const dialog = element("dialog", { class: "why-asked", "aria-labelledby": "remind-title" })
  const heading = element("h2", { id: "remind-title", tabindex: "-1" }, said.door)
  const about = element("div", { class: "why-body" })
  const own = element("input", { type: "date", name: "own_day", "aria-label": said.day, "aria-describedby": "remind-fault", min: spelt(inDays(1)), max: spelt(inDays(MOST_DAYS_AHEAD)) })
  const ownRadio = radioOf(OWN)
  const form = element("form", { class: "ask-letter remind-form", method: "post", action: PAGE },
    element("fieldset", {}, element("legend", {}, said.when),
      ...[radioOf(spelt(inDays(7)), true), radioOf(spelt(nextMonth())), ownRadio].map((radio, at) =>
        element("label", { class: "remind-day" }, radio, element("span", {}, [said.week, said.month, said.own][at]))), own),
    element("label", { for: "remind-address" }, around.newsletter.address), addressField("remind"),
    faultLine("remind"), trap(around.newsletter.empty),
    element("button", { class: "button ask-join" }, said.send),
    ...["campaign", "variant"].map((name) => element("input", { type: "hidden", name, value: source[name] ?? "" })))
  // Whoever picks a day means it.
  own.addEventListener("input", () => { ownRadio.checked = true })
  form.addEventListener("submit", async (event) => {
    event.preventDefault()
    const day = chosenDay(form)
    if (!(await isSent(form, around))) return
    await restUntil(Math.floor(day.getTime() / 1000))
    const written = new Intl.DateTimeFormat(`${host.language}-u-nu-latn`, { dateStyle: "long" }).format(day)
    overAndDone(dialog, about, heading, said.done.replace("{day}", () => written))
  })
  about.append(heading, element("p", {}, said.how), form)
  dialog.append(closeButton(around.close, () => dialog.close()), about)
  dialog.addEventListener("close", () => dialog.remove())
  host.ground().append(dialog)
  dialog.showModal()
  heading.focus()
}

/** @param {string} value @param {boolean} [isChosen] */
function radioOf(value, isChosen = false) {
  const radio = element("input", { type: "radio", name: "day", value })
  radio.checked = isChosen
  return radio
}

/** The beginning of the day, by the clock here. @param {HTMLFormElement} form */
function chosenDay(form) {
  const known = new FormData(form)
  const day = known.get("day") === OWN ? known.get("own_day") : known.get("day")
  const [year, month, date] = String(day).split("-").map(Number)
  return new Date(year, month - 1, date)
}

/** @param {number} days */
function inDays(days) {
  const today = new Date()
  return new Date(today.getFullYear(), today.getMonth(), today.getDate() + days)
}

function nextMonth() {
  const today = new Date()
  return new Date(today.getFullYear(), today.getMonth() + 1, 1)
}

/** @param {Date} day */
const spelt = (day) =>
  [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, "0")).join("-")
