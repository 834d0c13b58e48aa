/** Recomputes a proof that its reader saved, in the browser alone: the file is sent nowhere. */
import { element } from "../element.js";
import { readCase } from "../engine/case.js";
import { explain } from "../engine/explanation.js";
import { readLineUp } from "../engine/line_up.js";
import { isNamed, originOf, same, signatureOf } from "./published.js";

const FORMAT = "wellread-proof-1"
// As proof.py has it.
const LARGEST_BYTES = 4 * 1024 * 1024
// A page of a paper that has hundreds of campaigns names the first by what they say.
const MOST_NAMED = 50
// What a device puts into words: {article_count}.
const PRINTED = /\{\w+\}/g

const form = document.getElementById("verify")
const told = document.getElementById("verified")
const file = form?.querySelector("input")
if (form && told && file) file.addEventListener("change", async () => {
  const chosen = file.files?.[0]
  if (chosen) told.replaceChildren(...(await verdict(chosen, { ...told.dataset })))
})

/** @param {File} file @param {Record<string, string | undefined>} words */
async function verdict(file, words) {
  try {
    if (file.size > LARGEST_BYTES) throw new Error(String(file.size))
    const { format, line_up, signature, case: asked, answer } = JSON.parse(await file.text())
    if (format !== FORMAT) throw new Error(format)
    const lineUp = readLineUp(JSON.stringify(line_up))
    const found = explain(lineUp, readCase(asked))
    const isSame = same({ ...found, refusals: Object.fromEntries(found.refusals) }, answer)
    const [origin, signed, isNamedSo] = await Promise.all([originOf(line_up), signatureOf(line_up, signature), isNamed(line_up)])
    const isForeign = origin === "foreign" || signed === "forged" || isNamedSo === false
    const rules = (isForeign ? words.foreign : origin === "ours" ? words.rules : words.unchecked) ?? ""
    const holds = isSame && !isForeign && origin === "ours"
    const names = await headlines(line_up)
    return [
      element("p", { class: holds ? "verified" : "not-verified" }, element("strong", {}, (holds ? words.same : isSame ? rules : words.other) ?? "")),
      element("p", {}, (words.count ?? "").replace("{number}", String(found.article_count ?? "–"))),
      rows(found, names, words),
      // What was checked, and what could not be.
      ...[
        isNamedSo === null ? words.unnamed : isNamedSo ? words.named : words.misnamed,
        words[`signature_${signed}`],
        words.reader,
        ...(holds || !isSame ? [rules] : []),
      ].map((said = "") => element("p", {}, said.replace("{version}", () => line_up.version))),
    ]
  } catch {
    return [element("p", { class: "not-verified" }, words.unreadable ?? "")]
  }
}

/** What each campaign does, a refusal in the words of its name.
 * @param {ReturnType<typeof explain>} found @param {Map<string, string>} names @param {Record<string, string | undefined>} words
 */
function rows({ shown, refusals }, names, words) {
  const asks = Object.values(shown).map(({ campaign }) => [campaign, words.asks ?? ""])
  const silent = [...refusals].map(([campaign, reason]) => [campaign, words[reason] ?? ""])
  const list = [...asks, ...silent].map(([campaign, said]) =>
    element("div", {}, element("dt", { dir: "auto" }, names.get(campaign) ?? campaign), element("dd", {}, said)))
  return element("dl", { class: "verified-rows" }, ...list)
}

/** What campaigns say first, as the paper has published it: it asks for the rules' own words, and tells
 * nothing of the file's reader.
 * @param {any} lineUp @returns {Promise<Map<string, string>>}
 */
async function headlines({ campaigns }) {
  const known = await Promise.all(campaigns.slice(0, MOST_NAMED).map(async (/** @type {any} */ { id, variants }) => {
    try {
      const { copy } = await (await fetch(`/appeals/copy.${encodeURIComponent(variants[0].copy)}.json`)).json()
      const { headline } = copy[document.documentElement.lang] ?? Object.values(copy)[0]
      return [[id, `${headline.replaceAll(PRINTED, "…")} (${id})`]]
    } catch {
      // Its short name says which it is.
      return []
    }
  }))
  return new Map(known.flat())
}
