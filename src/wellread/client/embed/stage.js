/** Where appeals stand on another site's page: in shadow roots that its styles do not reach. */
import { element } from "../element.js";
import { host } from "../host.js";
import { quietly } from "../quietly.js";
import { keepVerifier } from "./verifiers.js";

/** @import { Embedded, Settings } from "../types" */

const NAME = "wellread-appeal"

/** @type {HTMLElement[]} */
let stages = []
/** @type {CSSStyleSheet[]} */
let sheets = []
// What a line at the head takes: a place that keeps less would grow, and move the page.
const LINE_PX = 24

/** What stands where, by what it is for. @type {Map<string, HTMLElement>} */
const standing = new Map()

/**
 * Has everything be drawn on this page, and its links lead home.
 * @param {Settings} settings
 * @param {Embedded} site
 * @param {HTMLElement} text what holds the article's text
 * @param {() => string} next where a reader comes back to, as a path of ours
 */
export function setStage(settings, { home, script }, text, next) {
  Object.assign(host, {
    isOurs: false,
    language: settings.language,
    wordsUrl: () => settings.words_url,
    address: (/** @type {string} */ path) => new URL(path, home).href,
    next,
    ground: () => at("ground", settings, document.body),
    end: () => at("end", settings, endOf(text, script)),
    after: (/** @type {number} */ parts) => at("inline", settings, partOf(parts, script)),
    head: () => at("header", settings, roomAtHead(script)),
    places: () => standing.values(),
    styled: async (/** @type {string} */ address) => {
      try {
        sheets = await Promise.all([settings.files.embed_css, address].map(sheetAt))
        dress()
        return true
      } catch {
        return false
      }
    },
  })
}

/** Takes away what was drawn: its page was left, or shall be silent. */
export function clearStage() {
  // Not closed, which would be its reader's own dismissal, and rest the campaign.
  for (const one of stages) one.remove()
  if (standing.has("ground")) {
    document.documentElement.style.overflow = document.documentElement.style.scrollbarGutter = ""
    document.body.style.paddingBlockEnd = ""
  }
  stages = []
  standing.clear()
}

/** @typedef {Element | {after: Element} | null} Where in an element, at its end; after one; or nowhere */

/** What stands there, put there when it is asked for. @param {string} name @param {Settings} settings @param {Where} where */
function at(name, settings, where) {
  const found = standing.get(name) ?? (where && stage(settings, where))
  if (found) standing.set(name, found)
  return found
}

/** @param {Settings} settings @param {Element | {after: Element}} where */
function stage({ language, direction }, where) {
  const outside = document.createElement(NAME)
  const inside = element("div", { class: "stage", lang: language, dir: direction })
  outside.attachShadow({ mode: "open" }).append(inside)
  for (const press of ["click", "auxclick"]) inside.addEventListener(press, () => quietly(keepVerifier))
  stages.push(outside)
  dress()
  if (where instanceof Element) where.append(outside)
  else where.after.after(outside)
  return inside
}

/** Where the text ends. @param {HTMLElement} text @param {Embedded["script"]} script @returns {Where} */
function endOf(text, script) {
  const place = found(script?.dataset.end, "end")[0]
  return place ?? (text.matches("article, main, body") ? text : { after: text })
}

/** After so many of the parts that the page has named, where more follow; or in the place it has named.
 * @param {number} parts @param {Embedded["script"]} script @returns {Where}
 */
function partOf(parts, script) {
  const named = found(script?.dataset.inline)
  return named.length > parts ? { after: named[parts - 1] } : found(undefined, "inline")[0] ?? null
}

/** The empty place that the page keeps for a line at its head. @param {Embedded["script"]} script */
function roomAtHead(script) {
  const place = found(script?.dataset.header, "header")[0]
  return place && !place.childElementCount && place.clientHeight >= LINE_PX ? place : null
}

/** What a selector finds, else what is marked with a word of ours; a selector that is none finds nothing.
 * @param {string | undefined} selector @param {string} [mark]
 */
function found(selector, mark) {
  try {
    return [...document.querySelectorAll(selector ?? `[data-wellread="${mark}"]`)]
  } catch {
    return []
  }
}

function dress() {
  for (const { shadowRoot } of stages) if (shadowRoot) shadowRoot.adoptedStyleSheets = sheets
}

/**
 * A sheet made by script needs no leave of the page's policy. Its rem are the reader's own: many a
 * page has html at 62.5 %.
 * @param {string} address
 */
async function sheetAt(address) {
  const answer = await fetch(address)
  if (!answer.ok) throw new Error(address)
  const px = readersFontSize()
  const text = (await answer.text()).replace(/(\d*\.?\d+)rem\b/g, (_, number) => `${number * px}px`)
  return new CSSStyleSheet().replace(text)
}

/** Measured where no rule of the page's reaches, such as one for all elements. */
function readersFontSize() {
  const outside = document.createElement(NAME)
  const probe = element("span", {})
  probe.style.fontSize = "medium"
  outside.attachShadow({ mode: "open" }).append(probe)
  document.body.append(outside)
  const px = parseFloat(getComputedStyle(probe).fontSize)
  outside.remove()
  return px || 16
}
