/** Recomputes a proof that its reader saved, in the browser alone: the file is sent nowhere. */
import { element } from "../element.js";
import { readCase } from "../engine/case.js";
import { explain } from "../engine/explanation.js";
import { readLineUp } from "../engine/line_up.js";

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
    const { format, line_up, case: asked, answer } = JSON.parse(await file.text())
    if (format !== FORMAT) throw new Error(format)
    const lineUp = readLineUp(JSON.stringify(line_up))
    const found = explain(lineUp, readCase(asked))
    const isSame = same({ ...found, refusals: Object.fromEntries(found.refusals) }, answer)
    return [
      element("p", { class: isSame ? "verified" : "not-verified" }, element("strong", {}, (isSame ? words.same : words.other) ?? "")),
      element("p", {}, (words.count ?? "").replace("{number}", String(found.article_count ?? "–"))),
      rows(found, words),
      ...(await isOurs(line_up) ? [element("p", {}, (words.rules ?? "").replace("{version}", line_up.version))] : []),
    ]
  } catch {
    return [element("p", { class: "not-verified" }, words.unreadable ?? "")]
  }
}

/** Whether the paper has published these very rules; what a file says of itself is no proof.
 * @param {any} lineUp
 */
async function isOurs(lineUp) {
  try {
    const name = [lineUp.edition, lineUp.version].map(encodeURIComponent).join(".")
    const published = await fetch(`/appeals/line-up.${name}.json`)
    return published.ok && same(lineUp, await published.json())
  } catch {
    return false
  }
}

/** What each campaign does. @param {ReturnType<typeof explain>} found @param {Record<string, string | undefined>} words */
function rows({ shown, refusals }, words) {
  const asks = Object.values(shown).map(({ campaign }) => [campaign, words.asks ?? ""])
  const list = [...asks, ...refusals].map(([campaign, said]) =>
    element("div", {}, element("dt", {}, campaign), element("dd", {}, element("code", {}, said))))
  return element("dl", { class: "verified-rows" }, ...list)
}

/** Whether two JSON values are one, whatever the order of their keys. @param {any} one @param {any} other @returns {boolean} */
function same(one, other) {
  if (one === null || other === null || typeof one !== "object" || typeof other !== "object") return one === other
  const keys = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...keys].every((key) => same(one[key], other[key]))
}
