/** Why an appeal asks: the facts it was decided by, and what its reader may do about it. */
import { element } from "../element.js";
import { counting } from "../engine/decision.js";
import { refusal } from "../engine/refusal.js";
import { host } from "../host.js";
import { restFor, stopCounting } from "../meter/choice.js";
import { quietly } from "../quietly.js";
import { figures, numbered, pageWords } from "../words.js";
import { closeButton } from "./contents.js";
import { saveProof } from "./proof.js";

/** @import { Campaign } from "../engine/functions" */
/** @import { Drawing } from "./contents.js" */
/** @import { Decided } from "../types" */
/** @import { WhyWords } from "../words.js" */

/** @typedef {{non_members: string, members: string, former_members: string, gap: string, closed: string, counted_campaign: string, counted_placement: string, counted_all: string}} RuleWords */

const REST_DAYS = 30
const CHECK = "/appeals/verify/"
const HOW = "/pages/privacy/#why"
const ASKING = ".asked"

/** Shows it over the appeal; throws where it cannot be said.
 * @param {Decided | undefined} weighed @param {string} id the campaign's @param {Drawing} drawing
 */
export async function explain(weighed, id, drawing) {
  const words = await pageWords()
  const campaign = weighed?.lineUp.campaigns.find((one) => one.id === id)
  if (!weighed || !words || !campaign) throw new Error("Nothing is known of this appeal.")
  const said = /** @type {WhyWords & RuleWords} */ (words.why)
  const dialog = element("dialog", { class: "why-asked", "aria-labelledby": "why-asked" })
  const about = element("div", { class: "why-body" })
  dialog.append(closeButton(words.appeal.close, () => dialog.close()), about)
  dialog.addEventListener("close", () => dialog.remove())
  const heading = element("h2", { id: "why-asked", tabindex: "-1" }, words.appeal.why)
  const over = (/** @type {string} */ text) => overAndDone(dialog, about, heading, text)
  about.append(
    heading,
    element("ul", {}, ...facts(weighed, campaign, drawing, said).map((text) => element("li", {}, text))),
    element("p", {}, said.private),
    element("div", { class: "why-choices" },
      choice(said.rest, async () => over(restWords(said, await restFor(REST_DAYS)))),
      choice(words.control.stop, async () => {
        await stopCounting(weighed.place)
        drawing.tell("opt_out")
        over(words.control.nothing)
      })),
    element("ul", { class: "ask-doors" },
      ...[
        element("a", { href: host.address(`/sign-in/?${new URLSearchParams({ next: drawing.next })}`), dir: "auto" }, drawing.words.sign_in),
        element("a", { href: host.address(HOW) }, said.how),
        proofLink(said, weighed),
        element("a", { href: host.address(CHECK) }, said.check),
      ].map((link) => element("li", {}, link))),
  )
  host.ground().append(dialog)
  dialog.showModal()
  heading.focus()
}

/** Says that it is over, and takes away what asked.
 * @param {HTMLDialogElement} dialog @param {HTMLElement} about @param {HTMLElement} heading @param {string} text
 */
export function overAndDone(dialog, about, heading, text) {
  const thanks = element("p", { role: "status", tabindex: "-1" }, text)
  about.replaceChildren(heading, thanks)
  thanks.focus()
  for (const place of host.places()) place.querySelectorAll(ASKING).forEach(close)
  dialog.addEventListener("close", () => document.getElementById("main")?.focus())
}

/** @param {string} words @param {() => unknown} chosen */
function choice(words, chosen) {
  const button = element("button", { type: "button", class: "button button-quiet" }, words)
  button.addEventListener("click", () => quietly(chosen))
  return button
}

/** @param {WhyWords} said @param {Decided} weighed */
function proofLink(said, weighed) {
  const link = element("button", { type: "button", class: "link-button" }, said.proof)
  link.addEventListener("click", () => quietly(() => saveProof(weighed)))
  return link
}

/** A letter over the page is closed as its reader would; whatever else asks is taken away.
 * @param {Element} appeal
 */
function close(appeal) {
  if (appeal instanceof HTMLDialogElement) appeal.close()
  else appeal.remove()
}

/** What was weighed for this reader, as sentences.
 * @param {Decided} weighed @param {Campaign} campaign @param {Drawing} drawing @param {WhyWords & RuleWords} said
 */
function facts(weighed, campaign, { placement }, said) {
  const shown = Object.entries(weighed.decision.shown).find(([place]) => place === placement)?.[1]
  const { articles, membership } = campaign.audience
  const count = shown?.article_count ?? null
  const only = [...articles.sections, ...articles.topics]
  const { views, days, gap_days, rest_days, counts } = campaign.cap
  const share = campaign.variants.find(({ id }) => id === shown?.variant)?.share ?? 1
  return [
    count === null ? said.unknown : filled(numbered(said.read, count), { days: figures(articles.days) }),
    only.length ? filled(said.only, { words: only.join(", ") }) : "",
    membership === "any" ? "" : said[membership],
    articles.min === null ? "" : numbered(said.least, articles.min),
    articles.max === null ? "" : numbered(said.most, articles.max),
    // Whoever met an appeal that the cap leaves out remembers it.
    ...(weighed.reader.asked ? [times(said, timesAsked(campaign, weighed)), said[`counted_${counts}`]] : []),
    views === null || days === null ? "" : filled(numbered(said.cap, views), { days: figures(days) }),
    gap_days ? filled(said.gap, { number: figures(gap_days) }) : "",
    rest_days ? filled(said.closed, { number: figures(rest_days) }) : "",
    share < 1 ? filled(said.drawn, { share: percent(share) }) : "",
  ].filter(Boolean)
}

/** @param {WhyWords} said @param {number} before */
const times = (said, before) => (before ? numbered(said.asked, before) : said.first)

/** How many views its cap counts: the least limit that does not refuse, by the engine itself.
 * @param {Campaign} campaign @param {Decided} weighed
 */
function timesAsked(campaign, { reader, facts, decided_at: at }) {
  const countOf = counting({ reader, page: facts, now: at })
  const most = reader.asked?.length ?? 0
  for (let views = 1; views <= most; views++) {
    const cap = { ...campaign.cap, views, gap_days: 0 }
    if (refusal({ ...campaign, cap }, reader, at, countOf) !== "asked_often") return views - 1
  }
  return most
}

/** @param {WhyWords} said @param {number} until in epoch seconds */
function restWords(said, until) {
  const day = new Intl.DateTimeFormat(host.language, { dateStyle: "long", numberingSystem: "latn" })
  return filled(said.rested, { date: day.format(until * 1000) })
}

/** @param {number} share */
const percent = (share) =>
  new Intl.NumberFormat(`${host.language}-u-nu-latn`, { style: "percent", maximumFractionDigits: 1 }).format(share)

/** @param {string} text @param {Record<string, string>} known */
function filled(text, known) {
  for (const [name, value] of Object.entries(known)) text = text.replace(`{${name}}`, () => value)
  return text
}
