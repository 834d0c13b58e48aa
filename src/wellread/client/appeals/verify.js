/** Recomputes a proof that its reader saved, in the browser alone: the file is sent nowhere. */
import { element } from "../element.js";
import { readCase } from "../engine/case.js";
import { explain } from "../engine/explanation.js";
import { readLineUp } from "../engine/line_up.js";
import { originOf, same } from "./published.js";

const FORMAT = "wellread-proof-1"

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
    const { format, line_up, signature, case: asked, answer } = JSON.parse(await file.text())
    if (format !== FORMAT) throw new Error(format)
    const lineUp = readLineUp(JSON.stringify(line_up))
    const found = explain(lineUp, readCase(asked))
    const isSame = same({ ...found, refusals: Object.fromEntries(found.refusals) }, answer)
    const origin = await originOf(line_up, signature)
    const rules = { ours: words.rules, foreign: words.foreign, unchecked: words.unchecked }[origin] ?? ""
    const holds = isSame && origin === "ours"
    return [
      element("p", { class: holds ? "verified" : "not-verified" }, element("strong", {}, (holds ? words.same : isSame ? rules : words.other) ?? "")),
      element("p", {}, (words.count ?? "").replace("{number}", String(found.article_count ?? "–"))),
      rows(found, words),
      ...(holds || !isSame ? [element("p", {}, rules.replace("{version}", () => line_up.version))] : []),
    ]
  } catch {
    return [element("p", { class: "not-verified" }, words.unreadable ?? "")]
  }
}

/** What each campaign does, a refusal in the words of its name. @param {ReturnType<typeof explain>} found @param {Record<string, string | undefined>} words */
function rows({ shown, refusals }, words) {
  const asks = Object.values(shown).map(({ campaign }) => [campaign, words.asks ?? ""])
  const silent = [...refusals].map(([campaign, reason]) => [campaign, words[reason] ?? ""])
  const list = [...asks, ...silent].map(([campaign, said]) =>
    element("div", {}, element("dt", {}, campaign), element("dd", {}, said)))
  return element("dl", { class: "verified-rows" }, ...list)
}
