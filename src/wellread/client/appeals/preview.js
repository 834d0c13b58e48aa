/** A page on which one variant is shown to who was sent a signed link: nothing is counted or told. */
import { element } from "../element.js";
import { host } from "../host.js";
import { draw } from "./draw.js";

/** @import { Drawing } from "./contents.js" */
/** @import { Weighed } from "../types" */

const preview = JSON.parse(document.getElementById("preview-facts")?.textContent || "null")
const DRAFT = "draft"

if (preview) show()

async function show() {
  // Nobody reads here whose lines must keep still.
  host.isStill = false
  const [drawing] = await draw(weighed())
  if (drawing === null) say(preview.said.unknown)
  else if (!drawing || !hasPlace(drawing)) say(preview.said.no_place)
}

/** What stands over the page stands on each. @param {Drawing} drawing */
function hasPlace({ placement, after }) {
  if (placement === "inline") return !!host.after(after)
  if (placement === "end_of_article") return !!host.end()
  return placement !== "header" || !!host.head()
}

/** @param {string} words */
const say = (words) => document.querySelector(".preview-note")?.append(" ", element("b", {}, words))

/** What would have been decided for the reader whom the link describes. @returns {Weighed} */
function weighed() {
  const { campaign, variant, placement, article_count, country } = preview
  const token = location.pathname.split("/").slice(0, 4).join("/")
  const shown = { [placement]: { campaign, variant, share: 1, article_count } }
  return /** @type {any} */ ({
    facts: { ...facts(), files: { appeal_css: preview.styles } },
    address: new URL(`${token}/line-up.json`, location.href),
    lineUp: { version: DRAFT, campaigns: [{ id: campaign, placement, variants: [{ id: variant, copy: DRAFT }] }] },
    decision: { article_count, shown, held_out: [], refusals: {} },
    place: country && { country },
    reader: { country: null, device: null },
    // Who remembers nothing has nothing recorded either.
    memory: null,
  })
}

function facts() {
  return JSON.parse(document.getElementById("page-facts")?.textContent || "{}")
}
