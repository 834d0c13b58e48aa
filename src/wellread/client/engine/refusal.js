// Why a campaign does not ask: the first reason that applies. The caps are here too, to save a request.

/** @import { Campaign, Encounter, LineUp, Page, Reader, Window } from "./types" */

import { DAY_S } from "./history.js"

/**
 * The first reason that lies in the page or the time, or null.
 * @param {Campaign} campaign @param {Page} page @param {LineUp["silence"]} silence
 * @param {number} now
 */
export function pageRefusal({ pages, interrupts, starts_at, ends_at }, page, silence, now) {
  const isAbout = (/** @type {string[]} */ topics) => page.topics.some((one) => topics.includes(one))
  if (page.sensitive && (interrupts || !pages.sensitive)) return "sensitive_page"
  if (page.sponsored) return "sponsored_page"
  if (isIn(silence.sections, page.section) || isAbout(silence.topics)) return "silent_page"
  if (starts_at !== null && now < starts_at) return "not_started"
  if (ends_at !== null && now >= ends_at) return "ended"
  if (pages.kinds.length && !isIn(pages.kinds, page.kind)) return "wrong_kind"
  if (!admits(pages.sections, page.section)) return "wrong_section"
  if (pages.topics.any.length && !isAbout(pages.topics.any)) return "wrong_topic"
  if (isAbout(pages.topics.none)) return "wrong_topic"
  return null
}

/**
 * The first reason that lies in the reader, or null, for a campaign that suits the page.
 * @param {Campaign} campaign @param {Reader} reader @param {number} now
 * @param {(window: Window) => number | null} countOf
 */
export function refusal(campaign, reader, now, countOf) {
  const { audience, interrupts } = campaign
  const { membership, sign_in, consent, languages, devices } = audience
  if (reader.is_member && membership !== "any" && membership !== "members") return "member"
  if (membership === "members" && !reader.is_member) return "not_member"
  if (membership === "former_members" && !reader.was_member) return "not_member"
  if (sign_in !== "any" && reader.signed_in !== (sign_in === "signed_in")) return "wrong_sign_in"
  const hasConsent = reader.consent === "given" || reader.consent === "not_needed"
  if (consent !== "any" && hasConsent !== (consent === "given")) return "no_consent"
  if (!admits(audience.countries, reader.country)) return "wrong_country"
  if (languages.length && !speaks(reader.language, languages)) return "wrong_language"
  if (devices.length && !isIn(devices, reader.device)) return "wrong_device"

  if (campaign.needs_count) {
    const { min, max } = audience.articles
    const count = countOf(campaign.window)
    if (count === null) return "count_unknown"
    if (min !== null && count < min) return "too_few_articles"
    if (max !== null && count > max) return "too_many_articles"
  }

  if (!reader.asked && interrupts) return "caps_unknown"
  const asked = reader.asked ?? []
  if (wasAskedOften(campaign, asked, now)) return "asked_often"
  if (wasAskedRecently(campaign, asked, reader.visit_started_at, now)) return "asked_recently"
  if (wasDismissed(campaign, reader.dismissed, now)) return "dismissed"
  const rest = audience.rest_after_contribution_days
  const gave = reader.contributed_at
  if (rest && gave !== null && gave > now - rest * DAY_S) return "gave_recently"
  return null
}

function wasAskedOften(/** @type {Campaign} */ campaign, /** @type {Encounter[]} */ asked, /** @type {number} */ now) {
  const { views, days } = campaign.cap
  if (views === null) return false
  let found = 0
  for (const one of asked) if (isWithin(one, days ?? Infinity, now) && isCounted(campaign, one)) found++
  return found >= views
}

/**
 * @param {Campaign} campaign @param {Encounter[]} asked
 * @param {number} visit when this visit began @param {number} now
 */
function wasAskedRecently(campaign, asked, visit, now) {
  for (const one of asked) {
    if (isWithin(one, campaign.cap.gap_days, now) && isCounted(campaign, one)) return true
    if (campaign.interrupts && isInterrupting(one.placement) && one.at >= visit && one.at <= now) return true
  }
  return false
}

function wasDismissed(/** @type {Campaign} */ campaign, /** @type {Encounter[]} */ dismissed, /** @type {number} */ now) {
  for (const one of dismissed) {
    if (one.campaign === campaign.id && isWithin(one, campaign.cap.rest_days, now)) return true
  }
  return false
}

/** Whether this placement is one of the two that interrupt reading. */
export function isInterrupting(/** @type {string} */ placement) {
  return placement === "overlay" || placement === "banner"
}

function isCounted(/** @type {Campaign} */ { id, placement, cap }, /** @type {Encounter} */ one) {
  if (cap.counts === "campaign") return one.campaign === id
  return cap.counts === "placement" ? one.placement === placement : one.placement !== "header"
}

function isWithin(/** @type {Encounter} */ { at }, /** @type {number} */ days, /** @type {number} */ now) {
  return at > now - days * DAY_S && at <= now
}

function isIn(/** @type {string[]} */ list, /** @type {string | null} */ value) {
  return value !== null && list.includes(value)
}

function admits(/** @type {{only: string[], except: string[]}} */ choice, /** @type {string | null} */ value) {
  return (!choice.only.length || isIn(choice.only, value)) && !isIn(choice.except, value)
}

function speaks(/** @type {string | null} */ language, /** @type {string[]} */ languages) {
  const tag = language?.toLowerCase()
  return !!tag && languages.some((one) => tag === one || tag.startsWith(`${one}-`))
}
