/** Decides on this device, from the published line-up, whether to ask, and has the appeal drawn. */
import { choose } from "../engine/decision.js";
import { moment } from "../engine/history.js";
import { readLineUp } from "../engine/line_up.js";
import { deviceFacts, keepViews, now } from "../meter/device.js";

/** @import { LineUp, Reader, Shown } from "../engine/types" */
/** @import { Memory, Place } from "../meter/device.js" */
/** @import { PageFacts } from "../page.js" */
/** @typedef {{facts: PageFacts, place: Place | null, memory: Memory | null, hint: URLSearchParams}} Glance */

// A touch screen whose short side is below this is held in one hand.
const PHONE_PX = 600

/** Weighs the line-up for the view that was just recorded. @param {Glance} glance */
export async function ask(glance) {
  const { facts, place, memory } = glance
  const address = new URL(facts.line_up_url ?? "", location.href)
  const lineUp = await fetchLineUp(address)
  if (!lineUp) return
  if (memory?.counts) keepViews([], lineUp.longest_window_days)

  const decision = choose(lineUp, { reader: gather(glance), page: facts, now: now() })

  const won = Object.entries(decision.shown).map(([placement, one]) => appeal(lineUp, placement, one))
  if (won.length) {
    const { draw } = await import("./draw.js")
    await draw(won, {
      address,
      version: lineUp.version,
      styles: facts.files?.appeal_css ?? "",
      country: place?.country ?? null,
      remembers: memory !== null,
    })
  }
  // A view without memory has a seat of its own, which would blur every experiment.
  if (memory && decision.held_out.length) {
    const { noteHeldOut } = await import("./notes.js")
    noteHeldOut(lineUp, decision.held_out)
  }
}

/** Without a line-up that can be read nobody is asked. @param {URL} address @returns {Promise<LineUp | null>} */
async function fetchLineUp(address) {
  try {
    return readLineUp(await (await fetch(address)).text())
  } catch {
    return null
  }
}

/** @param {Glance} glance @returns {Reader} */
function gather({ place, memory, hint }) {
  return {
    ...deviceFacts(place, memory),
    language: navigator.language || null,
    device: device(),
    signed_in: hint.get("signed_in") === "1",
    is_member: hint.get("is_member") === "1",
    was_member: hint.get("was_member") === "1",
    contributed_at: contributedAt(hint),
  }
}

function device() {
  if (!matchMedia("(pointer: coarse)").matches) return "desktop"
  return Math.min(screen.width, screen.height) < PHONE_PX ? "phone" : "tablet"
}

/** @param {URLSearchParams} hint */
function contributedAt(hint) {
  try {
    return moment(hint.get("contributed_at") ?? "")
  } catch {
    return null
  }
}

/** What is drawn, with the address of its words. @param {LineUp} lineUp @param {string} placement @param {Shown} shown */
function appeal({ campaigns }, placement, { campaign, variant, article_count }) {
  const variants = campaigns.find(({ id }) => id === campaign)?.variants
  const copy = variants?.find(({ id }) => id === variant)?.copy ?? ""
  return { campaign, variant, placement, copy, article_count }
}
