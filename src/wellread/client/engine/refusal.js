// Why a campaign does not ask: the first reason that applies, caps included, or null.
//# allFunctionsCalledOnLoad

/** @import { Admits, Includes, IsAbout, PageRefusal, PlaceRefusal, Refusal, Speaks } from "./functions" */

import { DAY_S } from "./history.js";

/** @type {PageRefusal} */
export const pageRefusal = ({ pages, interrupts, starts_at, ends_at }, page, silence, now) => {
  const { topics } = pages
  if (page.sensitive && (interrupts || !pages.sensitive)) return "sensitive_page"
  if (page.sponsored) return "sponsored_page"
  if (page.silent || includes(silence.sections, page.section) || isAbout(page, silence.topics)) return "silent_page"
  if (starts_at !== null && now < starts_at) return "not_started"
  if (ends_at !== null && now >= ends_at) return "ended"
  const reason = placeRefusal(pages, page)
  if (reason) return reason
  if ((topics.any.length && !isAbout(page, topics.any)) || isAbout(page, topics.none)) return "wrong_topic"
  return null
}

/** @type {PlaceRefusal} */
export const placeRefusal = ({ kinds, sections }, { kind, section }) => {
  if (kinds.length && !kinds.includes(kind)) return "wrong_kind"
  return admits(sections, section) ? null : "wrong_section"
}

/** @type {Refusal} */
export const refusal = (campaign, reader, now, countOf) => {
  const { id, placement, interrupts, audience, cap } = campaign
  const { membership, sign_in, newsletter = "any", consent, languages, devices, articles } = audience
  if (reader.is_member && membership !== "any" && membership !== "members") return "member"
  if (membership === "members" && !reader.is_member) return "not_member"
  if (membership === "former_members" && !reader.was_member) return "not_member"
  if (sign_in !== "any" && reader.signed_in !== (sign_in === "signed_in")) return "wrong_sign_in"
  // Also a reader of whom it is not known.
  if (newsletter !== "any" && reader.newsletter !== (newsletter === "readers")) return "wrong_newsletter"
  const consents = reader.consent === "given" || reader.consent === "not_needed"
  if (consent !== "any" && consents !== (consent === "given")) return "no_consent"
  if (!admits(audience.countries, reader.country)) return "wrong_country"
  if (languages.length && !speaks(reader.language ?? "", languages)) return "wrong_language"
  if (devices.length && !includes(devices, reader.device)) return "wrong_device"
  if ((reader.rests_until ?? 0) > now) return "wants_rest"

  if (campaign.needs_count) {
    const found = countOf(campaign.window)
    if (found === null) return "count_unknown"
    if (articles.min !== null && found < articles.min) return "too_few_articles"
    if (articles.max !== null && found > articles.max) return "too_many_articles"
  }

  let views = 0
  let isRecent = false
  for (const { campaign, placement: place, at } of reader.asked ?? []) {
    if (at > now) continue
    if (interrupts && isInterrupting(place) && at >= reader.visit_started_at) isRecent = true
    if (cap.counts === "campaign" && campaign !== id) continue
    if (cap.counts === "placement" && place !== placement) continue
    if (cap.counts === "all" && place === "header") continue
    if (at > now - cap.gap_days * DAY_S) isRecent = true
    if (at > now - (cap.days ?? Infinity) * DAY_S) views++
  }
  if (interrupts && !reader.asked) return "caps_unknown"
  if (interrupts && reader.first_page) return "first_page"
  if (cap.views !== null && views >= cap.views) return "asked_often"
  if (isRecent) return "asked_recently"
  for (const { campaign, at } of reader.dismissed) {
    if (campaign === id && at <= now && at > now - cap.rest_days * DAY_S) return "dismissed"
  }
  const rest_s = audience.rest_after_contribution_days * DAY_S
  const gave_at = reader.contributed_at
  if (rest_s && gave_at !== null && gave_at > now - rest_s) return "gave_recently"
  return null
}

/** Overlay and banner are one place. @param {string} placement */
export const isInterrupting = (placement) => placement === "overlay" || placement === "banner"

/** @type {IsAbout} */
const isAbout = ({ topics }, list) => {
  // Most lists are empty, and there may be one for each of a thousand campaigns.
  if (!list.length) return false
  for (const topic of topics) if (list.includes(topic)) return true
  return false
}

/** @type {Speaks} */
const speaks = (language, languages) =>
  languages.some((one) => `${language}-`.toLowerCase().startsWith(`${one}-`))

/** @type {Includes} */
const includes = (list, value) => value !== null && list.includes(value)

/** @type {Admits} */
const admits = (choice, value) =>
  (!choice.only.length || includes(choice.only, value)) && !includes(choice.except, value)
