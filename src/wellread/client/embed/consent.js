/** The answer of the page's own consent platform, where it asks its readers in our stead. */
import { quietly } from "../quietly.js";

/** @import { Platform } from "../types" */

// Platforms put a stub in the head, or are there within seconds; until then nothing is stored.
const LOOKS_EVERY_MS = 200
const LOOKS = 50
// IAB TCF 2.2, purpose 1: store or access information on a device. Nothing of it leaves the device.
const STORAGE = 1
const SIGNED_IN = ["wellread.pass", "wellread.verifiers"]

/** @type {string | undefined} */
let followed

/**
 * Goes by what a platform says from now on; `changed` runs whenever its reader has answered anew.
 * @param {string} kind "tcf" (IAB TCF 2.2) or "google" (Google Consent Mode)
 * @param {Platform} platform
 * @param {() => void} changed
 */
export function follow(kind, platform, changed) {
  if (followed === kind) return
  followed = kind
  platform.answer = "unknown"
  const take = (/** @type {boolean | null} */ isGiven) => quietly(() => {
    const answer = isGiven === null ? "unknown" : isGiven ? "given" : "refused"
    if (answer === platform.answer) return
    platform.answer = answer
    // Who takes it back has nothing kept.
    if (answer === "refused") forget()
    changed()
  })
  PLATFORMS[kind]?.(take)
}

/** Erases whatever this device has kept, but that its reader has signed in. */
function forget() {
  try {
    const kept = Object.keys(localStorage).filter((key) => key.startsWith("wellread.") && !SIGNED_IN.includes(key))
    for (const key of kept) localStorage.removeItem(key)
  } catch {
    // A device that keeps nothing has nothing to erase.
  }
}

/** @typedef {(isGiven: boolean | null) => void} Take */

const PLATFORMS = /** @type {Record<string, (take: Take) => void>} */ ({
  tcf: (take) => whenThere("__tcfapi", (/** @type {any} */ api) => api("addEventListener", 2, (/** @type {any} */ data, /** @type {boolean} */ isFine) => {
    const isAnswered = isFine && ["tcloaded", "useractioncomplete"].includes(data?.eventStatus)
    if (isAnswered) take(data.publisher?.consents?.[STORAGE] ?? data.purpose?.consents?.[STORAGE] ?? false)
  })),
  google: (take) => whenThere("dataLayer", (/** @type {any} */ layer) => {
    const look = () => quietly(() => {
      const said = [...layer].filter((one) => one?.[0] === "consent").map((one) => one[2]?.analytics_storage)
      const last = said.findLast((one) => one === "granted" || one === "denied")
      // A default of "denied" is no answer yet: the platform has still to ask.
      const isAnswered = [...layer].some((one) => one?.[0] === "consent" && one[1] === "update")
      take(last === "granted" ? true : isAnswered && last === "denied" ? false : null)
    })
    const push = layer.push
    layer.push = (/** @type {any[]} */ ...entries) => {
      const length = push.apply(layer, entries)
      look()
      return length
    }
    look()
  }),
})

/** @param {string} name of what a platform puts on the page @param {(found: any) => void} use */
function whenThere(name, use) {
  let looks = LOOKS
  const look = () => quietly(() => {
    const found = /** @type {any} */ (globalThis)[name]
    if (found) use(found)
    else if (looks--) setTimeout(look, LOOKS_EVERY_MS)
  })
  look()
}
