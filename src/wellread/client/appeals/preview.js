/** A page on which one variant is shown to who was sent a signed link: nothing is counted or told. */
import { draw } from "./draw.js";

/** @import { Weighed } from "../types" */

const preview = JSON.parse(document.getElementById("preview-facts")?.textContent || "null")
const DRAFT = "draft"

if (preview) draw(weighed())

/** What would have been decided for the reader whom the link describes. @returns {Weighed} */
function weighed() {
  const { campaign, variant, placement, article_count } = preview
  const token = location.pathname.split("/").slice(0, 4).join("/")
  const shown = { [placement]: { campaign, variant, share: 1, article_count } }
  return /** @type {any} */ ({
    facts: { ...facts(), files: { appeal_css: preview.styles } },
    address: new URL(`${token}/line-up.json`, location.href),
    lineUp: { version: DRAFT, campaigns: [{ id: campaign, placement, variants: [{ id: variant, copy: DRAFT }] }] },
    decision: { article_count, shown, held_out: [], refusals: {} },
    place: null,
    reader: { country: null, device: null },
    // Who remembers nothing has nothing recorded either.
    memory: null,
  })
}

function facts() {
  return JSON.parse(document.getElementById("page-facts")?.textContent || "{}")
}
