/** What this device alone has, by which a page that its reader comes back to takes the code it is brought. */
import { now, read, writeText } from "../meter/device.js";

const VERIFIERS = "wellread.verifiers"
// Readers open several pages; what was begun a day ago is not finished.
const MOST = 5
const DAY_S = 24 * 3600

/** @type {{verifier: string, challenge: string} | undefined} */
let own

/** What may be told of this page's verifier; "" where a browser has no means. */
export async function ownChallenge() {
  own ??= await fresh()
  return own.challenge
}

/** Keeps the verifier of this page: its reader is going to ours. */
export function keepVerifier() {
  if (!own?.challenge) return
  const kept = { ...verifiers(), [own.challenge]: [own.verifier, now()] }
  writeText(VERIFIERS, JSON.stringify(Object.fromEntries(Object.entries(kept).slice(-MOST))))
}

/** Takes the verifier of a challenge out of what is kept. @param {string} challenge @returns {string | undefined} */
export function takeVerifier(challenge) {
  const { [challenge]: taken, ...others } = verifiers()
  if (!taken) return
  writeText(VERIFIERS, JSON.stringify(others))
  return taken[0]
}

/** @returns {Record<string, [string, number]>} */
function verifiers() {
  const kept = Object.entries(read(VERIFIERS) ?? {})
  return Object.fromEntries(kept.filter(([, one]) => Array.isArray(one) && now() - one[1] < DAY_S))
}

async function fresh() {
  const verifier = base64(crypto.getRandomValues(new Uint8Array(32)))
  // Only pages by https have it, and localhost; on others nobody is known.
  if (!crypto.subtle) return { verifier, challenge: "" }
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))
  return { verifier, challenge: base64(new Uint8Array(digest)) }
}

/** @param {Uint8Array} bytes */
const base64 = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")
