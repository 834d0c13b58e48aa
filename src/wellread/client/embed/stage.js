/** Where appeals stand on another site's page: in shadow roots that its styles do not reach. */
import { element } from "../element.js";
import { host } from "../host.js";
import { keepVerifier } from "./sign_in.js";

/** @import { Embedded, Settings } from "../types" */

const NAME = "wellread-appeal"

/** @type {HTMLElement[]} */
let stages = []
/** @type {CSSStyleSheet[]} */
let sheets = []
/** @type {HTMLElement | null} */
let ground = null
/** @type {HTMLElement | null} */
let end = null

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
    ground: () => (ground ??= stage(settings, (one) => document.body.append(one))),
    end: () => (end ??= stage(settings, (one) => putAtEnd(one, text, script))),
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
  if (ground) {
    document.documentElement.style.overflow = document.documentElement.style.scrollbarGutter = ""
    document.body.style.paddingBlockEnd = ""
  }
  stages = []
  ground = end = null
}

/** @param {Settings} settings @param {(stage: HTMLElement) => void} put */
function stage({ language, direction }, put) {
  const outside = document.createElement(NAME)
  const inside = element("div", { class: "stage", lang: language, dir: direction })
  outside.attachShadow({ mode: "open" }).append(inside)
  for (const press of ["click", "auxclick"]) inside.addEventListener(press, keepVerifier)
  stages.push(outside)
  dress()
  put(outside)
  return inside
}

/** Puts something where the text ends. @param {HTMLElement} one @param {HTMLElement} text @param {Embedded["script"]} script */
function putAtEnd(one, text, script) {
  const place = found(script?.dataset.end) ?? found('[data-wellread="end"]')
  if (place || text.matches("article, main, body")) (place ?? text).append(one)
  else text.after(one)
}

/** The first element that a selector finds; one that is none finds nothing. @param {string | undefined} selector */
function found(selector) {
  try {
    return selector ? document.querySelector(selector) : null
  } catch {
    return null
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

function readersFontSize() {
  const probe = element("div", { hidden: "" })
  probe.style.fontSize = "medium"
  document.body.append(probe)
  const px = parseFloat(getComputedStyle(probe).fontSize)
  probe.remove()
  return px || 16
}
