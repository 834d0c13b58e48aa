/* Says how high the appeal in a preview is, and shows it in light or dark, whichever the screen is in. */

import { drawn } from "./beside_form.js";

const KEPT_AS = "wellread-preview-scheme"
const ASKED_FOR = /\(prefers-color-scheme:\s*(light|dark)\)/g
// The screens that heights are told in; what is narrower than the widest phone is one.
const WIDEST_PHONE = 500
const PHONE = { width: 390, screen: 844 }
const LAPTOP = { width: 1280, screen: 800 }

const bar = document.querySelector(".preview-bar")
const appeal = await drawn
appeal?.setAttribute("data-measured", "")
const asWritten = new WeakMap()

showInChosen()
bar.addEventListener("change", ({ target }) => {
  sessionStorage.setItem(KEPT_AS, target.value)
  showIn(target.value)
})
// The form draws a preview anew before it takes the old one away, in which one may choose meanwhile.
addEventListener("storage", showInChosen)
keepReadable()
addEventListener("resize", keepReadable)
if (appeal) {
  const size = new ResizeObserver(sayHeight)
  // A letter that scrolls keeps its height when what is in it grows.
  for (const part of [appeal, ...appeal.querySelectorAll("*")]) size.observe(part)
}

function sayHeight() {
  const isPhone = innerWidth <= WIDEST_PHONE
  const { width, screen } = isPhone ? PHONE : LAPTOP
  const height = wholeHeight()
  const facts = {
    height: written(height),
    share: `${written((100 * height) / screen)}\u00A0%`,
    size: `${width}\u00A0×\u00A0${screen}`,
  }
  const pattern = isPhone ? bar.dataset.phone : bar.dataset.laptop
  const warning = bar.querySelector("[data-warning]")
  say(bar.querySelector("[data-height]"), pattern.replace(/\{(\w+)\}/g, (_, name) => facts[name]))
  say(warning, bar.dataset.tooHigh)
  warning.hidden = !bar.dataset.tooHigh || height <= mostShown() * screen
}

/** How high the appeal would be if nothing in it scrolled. */
function wholeHeight() {
  const scrolled = [appeal, ...appeal.querySelectorAll("*")].filter((part) => part.scrollTop)
  const places = scrolled.map((part) => part.scrollTop)
  appeal.style.maxBlockSize = "none"
  const height = Math.round(appeal.getBoundingClientRect().height)
  appeal.style.maxBlockSize = ""
  for (const [number, part] of scrolled.entries()) part.scrollTop = places[number]
  return height
}

/** The share of a screen beyond which its style has it scroll, such as 0.33. */
function mostShown() {
  const most = Number.parseFloat(getComputedStyle(appeal).maxHeight)
  return Number.isNaN(most) ? Infinity : most / innerHeight
}

/** As large as the editor's other words, however much smaller the form shows a wide page. */
function keepReadable() {
  const shown = window.frameElement?.getBoundingClientRect().width || innerWidth
  bar.style.zoom = `${Math.max(1, innerWidth / shown)}`
}

function written(number) {
  return new Intl.NumberFormat(bar.lang).format(Math.round(number))
}

/** Readers of screens hear what changed alone. */
function say(place, words) {
  if (place.textContent !== words) place.textContent = words
}

function showInChosen() {
  const chosen = sessionStorage.getItem(KEPT_AS) ?? ""
  for (const choice of bar.querySelectorAll("[name=scheme]")) choice.checked = choice.value === chosen
  showIn(chosen)
}

/** Draw the page in "light" or "dark", or as the screen is for "". */
function showIn(scheme) {
  document.documentElement.style.colorScheme = scheme
  for (const sheet of document.styleSheets) {
    if (new URL(sheet.href ?? "", location.href).origin === location.origin) turn(sheet.cssRules, scheme)
  }
}

function turn(rules, scheme) {
  for (const rule of rules) {
    if (rule instanceof CSSMediaRule) {
      if (!asWritten.has(rule)) asWritten.set(rule, rule.media.mediaText)
      const text = asWritten.get(rule)
      rule.media.mediaText = scheme ? text.replace(ASKED_FOR, (_, asked) => always(asked === scheme)) : text
    }
    if (rule.cssRules) turn(rule.cssRules, scheme)
  }
}

/** A condition that holds, or one that never does, to stand among others. */
function always(holds) {
  return holds ? "(min-width: 0px)" : "(max-width: -1px)"
}
