/** Draws an appeal: the letter over the page, or whatever else its placement is. */
import { element } from "../element.js";
import { host } from "../host.js";
import { isInterrupting } from "../engine/refusal.js";
import { backUp } from "../meter/backup.js";
import { now } from "../meter/device.js";
import { remember, standsOver } from "../meter/encounters.js";
import { quietly } from "../quietly.js";
import { figures, wordsIn } from "../words.js";
import { compare } from "./comparing.js";
import { arrived, closeButton, contents, tongue } from "./contents.js";
import { GOAL_LEFT, fetchProgress, withoutWhatIsLeft } from "./goal.js";
import { bandOf, record, sendEvents, where } from "./events.js";
import { keepOnly, showPanel, stand } from "./panel.js";

/** @import { Ask, Copy, Words } from "../engine/types" */
/** @import { Drawing, Form, Offer, Tell } from "./contents.js" */
/** @import { Progress } from "./goal.js" */
/** @import { Decided, Weighed } from "../types" */
/** @import { AppealWords } from "../words.js" */
/** @typedef {{campaign: string, variant: string, placement: string, copy: string, article_count: number | null}} Appeal */
/** @typedef {{where: import("./events.js").Where, address: URL, styles: string, country: string | null, remembers: boolean, rest: string[], isDraft?: boolean}} Setting what a draft does not know yet stands in its braces */

const COUNT = "{article_count}"
const MINIMUM = "{minimum}"
const COUNTRY = "{country}"
const DEADLINE = "{deadline}"

/** What was made ready to draw, by what it says: its words are fetched once.
 * @type {Map<string, Promise<Drawing | null>>}
 */
const drawings = new Map()
let isDecided = false
/** What was weighed for the page view on screen. @type {Decided | undefined} */
let decided
/** @type {Promise<boolean> | undefined} */
let styled

/** Has the panels of a decision to come stand unseen where they will be shown.
 * @param {Weighed} foreseen @param {() => boolean} isStill whether its page is still the one on screen
 */
export async function keepRoom(foreseen, isStill = always) {
  isDecided = false
  for (const appeal of appeals(foreseen)) {
    const drawing = ROOMY.includes(appeal.placement) && (await drawingOf(appeal, foreseen))
    // Words that come late must not take the place of what was decided meanwhile.
    if (drawing && !isDecided && isStill()) stand(drawing)
  }
}

/**
 * Draws what was decided, once its words and its styles are here; beside a note that stands on the
 * page, such as an institution's offer to read everything, nothing is asked for. Neither is anything
 * in a visit in which that offer was put off: somebody pays for whoever reads there.
 * @param {Weighed} weighed @param {() => boolean} isStill whether its page is still the one on screen
 * @returns {Promise<(Drawing | null)[]>} what was made of it; null where something it prints is not known
 */
export async function draw(weighed, isStill = always) {
  isDecided = true
  decided = { ...weighed, decided_at: now() }
  if (weighed.memory) compare(weighed)
  const isGuest = host.isOurs && (document.querySelector(".thanks") || isOfferPutOff())
  const wanted = isGuest ? [] : appeals(weighed)
  const drawn = await Promise.all(wanted.map((appeal) => drawingOf(appeal, weighed)))
  if (!isStill()) return []
  keepOnly(drawn)
  // One that cannot be drawn leaves the others where they are.
  for (const drawing of drawn) if (drawing) quietly(() => show(drawing))
  return drawn
}

/** @param {Drawing} drawing */
export const show = async (drawing) => PLACEMENTS[drawing.placement]?.(drawing)

const always = () => true

/** Whether an institution's offer was put off in this visit, as institution.js notes it. */
function isOfferPutOff() {
  try {
    return sessionStorage.getItem("wellread_institution_later") === "1"
  } catch {
    return false
  }
}

const PLACEMENTS = /** @type {Record<string, (drawing: Drawing) => void>} */ ({
  overlay: showLetter,
  end_of_article: showPanel,
  inline: showPanel,
  banner: async (drawing) => (await import("./foot.js")).showFoot(drawing),
  header: async (drawing) => (await import("./head.js")).showHead(drawing),
})
// What would push the text away, were room not kept for it.
const ROOMY = ["end_of_article", "inline"]
// After which paragraph a panel stands inside a story, when its editor did not say.
const USUAL_PARAGRAPH = 4

/** What is drawn, with the name of its words.
 * @param {Weighed} weighed
 * @returns {Appeal[]}
 */
function appeals({ lineUp, decision }) {
  return Object.entries(decision.shown).map(([placement, { campaign, variant, article_count }]) => {
    const { variants } = lineUp.campaigns.find(({ id }) => id === campaign) ?? { variants: [] }
    const copy = variants.find(({ id }) => id === variant)?.copy ?? ""
    return { campaign, variant, placement, copy, article_count }
  })
}

/** @param {Appeal} appeal @param {Weighed} weighed */
async function drawingOf(appeal, weighed) {
  const { address, facts, place, memory } = weighed
  const setting = {
    where: where(weighed),
    address,
    styles: facts.files?.appeal_css ?? "",
    country: place?.country ?? null,
    remembers: !!memory,
    rest: resting(appeal.campaign, weighed),
  }
  // On a page without reload its reader comes back elsewhere.
  const key = JSON.stringify([appeal, host.next()])
  const found = drawings.get(key) ?? prepared(appeal, setting).catch(() => null)
  drawings.set(key, found)
  // What could not be had this time may be there the next.
  if (!(await found)) drawings.delete(key)
  return found
}

/** @param {Appeal} appeal @param {Setting} setting */
async function prepared(appeal, setting) {
  styled ??= host.styled(setting.styles)
  const copies = await fetchCopy(appeal, setting)
  const language = copies && spoken(copies.copy)
  const words = language ? await wordsIn(language) : null
  const progress = copies?.goal ? await fetchProgress(copies.goal, setting.address) : null
  const form = copies?.newsletter ? (await import("./newsletter.js")).letterForm : null
  return language && words?.appeal && (await styled) ? prepare(appeal, copies, progress, words.appeal, language, setting, form) : null
}

/** @param {Drawing} drawing */
function showLetter(drawing) {
  if (document.querySelector("dialog[open]") || host.ground().querySelector("dialog[open]")) return
  const letter = letterOf(drawing)
  letter.addEventListener("close", () => {
    scrollBehind(true)
    letter.remove()
    drawing.tell("dismissal")
  })
  host.ground().append(letter)
  scrollBehind(false)
  letter.showModal()
  // Not the close button: a space meant to scroll on would press it.
  letter.querySelector("h2")?.focus()
  arrived(letter, drawing.tell)
}

/** The letter, before it stands anywhere. @param {Drawing} drawing */
export function letterOf(drawing) {
  const letter = element("dialog", { class: "letter", "aria-labelledby": "letter-headline", ...tongue(drawing) })
  letter.append(closeButton(drawing.around.close, () => letter.close()), ...contents(drawing, "letter"))
  return letter
}

/** The page behind a letter keeps still, and keeps its width where a scrollbar takes some.
 * @param {boolean} scrolls
 */
function scrollBehind(scrolls) {
  const root = document.documentElement
  if (!scrolls && innerWidth > root.clientWidth) root.style.scrollbarGutter = "stable"
  if (scrolls) root.style.scrollbarGutter = ""
  root.style.overflow = scrolls ? "" : "hidden"
}

/** @param {Appeal} appeal @param {Copy<string>} copies @param {Progress | null} progress @param {AppealWords} around @param {string} spoken the language of the words @param {Setting} setting @param {Form | null} form @returns {Drawing | null} */
export function prepare(appeal, copies, progress, around, spoken, setting, form) {
  const { language } = host
  const { newsletter = null } = copies
  const ask = copies.asks.find(({ countries }) =>
    !countries.length || (setting.country && countries.includes(setting.country)))
  const known = new Map([
    [COUNT, appeal.article_count === null ? null : figures(appeal.article_count)],
    [MINIMUM, ask?.written?.[ask.amounts.indexOf(ask.minimum)]],
    [COUNTRY, countryName(setting.country, spoken)],
    [GOAL_LEFT, progress?.left],
  ])
  if (setting.isDraft) for (const [placeholder, said] of known) known.set(placeholder, said ?? placeholder)
  const said = copyIn(copies, appeal.article_count, spoken)
  const words = filled(copies.goal && !progress ? withoutWhatIsLeft(said, copies.goal, around.goal) : said, known)
  // Copy of a former version does not say how its amounts are written, and nobody guesses.
  if (!words || !(newsletter || ask?.written?.length)) return null
  const source = setting.remembers ? sourceOf(appeal, setting) : {}
  const next = host.next()
  return {
    placement: appeal.placement, after: copies.after_paragraph ?? USUAL_PARAGRAPH, words, around, spoken, language, next,
    // Nobody looks at amounts where a newsletter is offered in their place.
    ask: /** @type {Ask} */ (ask), newsletter, form, source, reminds: copies.remind ?? false,
    why: async (drawing) => (await import("./why.js")).explain(decided, appeal.campaign, drawing),
    remind: async (drawing) => (await import("./remind.js")).offerDays(drawing),
    goal: copies.goal ?? null, progress, deadline: deadlineLine(copies, words, spoken),
    join: newsletter ? () => host.address(`/newsletters/?${query({ newsletter: newsletter.key })}`)
      : joinPage(/** @type {Ask} */ (ask), next, source),
    tell: teller(appeal, setting),
  }
}

/** The page that takes the money: it offers what was offered here, in the same currency.
 * @param {Ask} ask @param {string} next @param {Record<string, string>} source
 * @returns {(chosen?: Offer) => string}
 */
function joinPage(ask, next, source) {
  const offer = `${ask.interval}:${ask.amounts}`
  const asked = { next, ...source, interval: ask.interval, currency: ask.currency, offer }
  return (chosen) =>
    host.address(`/join/?${query(chosen ? { ...asked, ...termsOf(chosen, ask, offer) } : asked)}`)
}

/** What is chosen, for the page that takes the money: a card offers its own amount alone.
 * @param {Offer} chosen @param {Ask} ask @param {string} offer @returns {Record<string, string>}
 */
const termsOf = ({ interval, amount }, ask, offer) =>
  ({ interval, offer: interval === ask.interval ? offer : `${interval}:${amount}`, amount: String(amount) })

/** The line about a deadline, told by the clock of the reader's own place; none once it is past.
 * @param {Copy<string>} copies @param {Words} words @param {string} language
 */
function deadlineLine({ deadline }, words, language) {
  const at = Date.parse(deadline ?? "")
  if (!words.deadline || !(at > Date.now())) return ""
  const clock = new Intl.DateTimeFormat(`${language}-u-nu-latn`,
    { weekday: "long", day: "numeric", month: "long", hour: "numeric", minute: "2-digit", timeZoneName: "short" })
  return words.deadline.replaceAll(DEADLINE, () => clock.format(at))
}

/** The first of the reader's languages, then the page's, in which something is said; else the first said.
 * @param {Record<string, unknown>} byLanguage
 */
function spoken(byLanguage) {
  const said = Object.keys(byLanguage)
  const wanted = [...navigator.languages, host.language].flatMap((tag) => [tag, tag.split("-")[0]])
  const found = wanted.map((tag) => said.find((one) => one.toLowerCase() === tag.toLowerCase()))
  return found.find(Boolean) ?? said[0]
}

/** The words in a language, with the number or without.
 * @param {Copy<string>} copies @param {number | null} count @param {string} language
 */
function copyIn(copies, count, language) {
  const byLanguage = count === null ? copies.copy_without_count ?? copies.copy : copies.copy
  return byLanguage[language] ?? Object.values(byLanguage)[0]
}

/** Words filled in; null when they print what is not known.
 * @param {Words} words @param {Map<string, string | null | undefined>} known
 * @returns {Words | null}
 */
function filled(words, known) {
  let lines = [words.headline, ...words.body]
  for (const [placeholder, said] of known) {
    if (said == null && lines.some((line) => line.includes(placeholder))) return null
    lines = lines.map((line) => line.replaceAll(placeholder, () => said ?? ""))
  }
  const [headline, ...body] = lines
  return { ...words, headline, body }
}

/** @param {string | null} country @param {string} language */
function countryName(country, language) {
  try {
    return country && new Intl.DisplayNames(language, { type: "region" }).of(country)
  } catch {
    return null
  }
}

/** What a payment that begins here came from: a link carries what an event tells.
 * @param {Appeal} appeal
 * @param {Setting} setting
 */
function sourceOf({ campaign, variant, placement, article_count }, { where }) {
  const { version, story, country, device } = where
  const band = bandOf(article_count)
  const told = Object.entries({ campaign, variant, placement, band, version, story, country, device })
  return Object.fromEntries(told.filter(([, said]) => said))
}

/** @param {Appeal} appeal @param {Setting} setting @returns {Tell} */
function teller({ campaign, variant, placement, article_count }, setting) {
  const offer = { campaign, variant, placement, band: bandOf(article_count) }
  let isSeen = false
  /** @type {Tell} */
  const tell = (kind) => {
    // Whoever closes it at once or follows it has seen it, and the caps must know.
    if (kind === "click" || kind === "dismissal") tell("view")
    if (kind === "view" && isSeen) return
    isSeen ||= kind === "view"
    // A view without memory has a seat of its own, which would blur every experiment.
    if (!setting.remembers) return
    const encounter = { campaign, placement, at: now() }
    if (isInterrupting(placement) && kind === "impression") standsOver(encounter)
    if (isInterrupting(placement) && kind === "view") standsOver(null)
    if (kind === "view") remember("asked", encounter)
    if (kind === "dismissal") for (const id of setting.rest) remember("dismissed", { ...encounter, campaign: id })
    // At once: a closed letter that came back, its storage wiped, would not have been closed.
    if (kind === "dismissal" && host.isOurs) backUp()
    record(setting.where, kind, offer)
    if (kind === "view") sendEvents()
  }
  // What is told late, by a press or once it was seen, has nobody who would wait for it.
  return (kind) => void quietly(() => tell(kind))
}

/** Which campaigns rest when this one is closed: itself, and where its editor tries two rules of asking
 * (appeals/otherwise.py) what stands in the line-up for the other one.
 * @param {string} closed @param {Weighed} weighed
 */
function resting(closed, { lineUp }) {
  return lineUp.campaigns.map(({ id }) => id).filter((id) => named(id) === named(closed))
}

/** @param {string} id */
const named = (id) => id.replace(/\.other$/, "")

/** @param {Appeal} appeal @param {Setting} setting @returns {Promise<Copy<string> | null>} */
async function fetchCopy({ copy }, { address }) {
  try {
    return await (await fetch(new URL(`copy.${copy}.json`, address))).json()
  } catch {
    return null
  }
}

/** @param {Record<string, string>} parts */
const query = (parts) => new URLSearchParams(parts).toString()
