/** An appeal beside its editor's form, drawn as every page draws it: nothing is counted, nothing leads away. */
import { host } from "../host.js";
import { wordsIn } from "../words.js";
import { letterOf, prepare, show } from "./draw.js";
import { letterForm } from "./newsletter.js";

/** @import { Drawing } from "./contents.js" */

const shown = JSON.parse(document.getElementById("preview-facts")?.textContent || "null")
const main = /** @type {HTMLElement} */ (document.querySelector("main"))
// What of an appeal has the height that it takes of a screen.
const MEASURED = ".letter, .foot-full, .head-ask, .quiet-ask"

/** The appeal as it stands; null where there is none. @type {Promise<Element | null>} */
export const drawn = shown ? draw().catch(() => null) : Promise.resolve(null)

async function draw() {
  const drawing = await drawingOf()
  if (!drawing) {
    main.querySelector(".notice")?.removeAttribute("hidden")
    return null
  }
  host.isStill = false
  host.ground = () => main
  for (const kind of ["click", "submit"]) main.addEventListener(kind, keepHere, true)
  // Over the page, but not over what is said of it here.
  if (drawing.placement === "overlay") main.append(unfolded(drawing))
  else await show(drawing)
  return main.querySelector(MEASURED)
}

/** @param {Drawing} drawing */
function unfolded(drawing) {
  const letter = letterOf(drawing)
  letter.setAttribute("open", "")
  return letter
}

async function drawingOf() {
  const { campaign, variant, placement, article_count, country, language, copies, progress } = shown
  const words = await wordsIn(language)
  const setting = /** @type {any} */ ({ country, remembers: false, rest: [], isDraft: true })
  const appeal = { campaign, variant, placement, copy: "", article_count }
  // Wherever it is to stand in a story, here it stands after the first words.
  const here = { ...copies, after_paragraph: 1 }
  return words?.appeal && prepare(appeal, here, progress, words.appeal, language, setting, copies.newsletter ? letterForm : null)
}

/** Amounts can be chosen; whatever leads away does not. @param {Event} event */
function keepHere(event) {
  const pressed = event.target instanceof Element && event.target.closest("a, button, form")
  if (!pressed || (event.type === "click" && !pressed.matches("a, button"))) return
  event.preventDefault()
  event.stopPropagation()
}
