/**
 * Being known on another site's page: its reader goes to ours and comes back with a code, which is
 * worth nothing without the verifier that this device has kept.
 */
import { erase, now, read, writeText } from "../meter/device.js";

/** @import { Door, Embedded, Pass } from "../types" */

export const PASS = "wellread.pass"
const VERIFIERS = "wellread.verifiers"
// Readers open several pages; what was begun a day ago is not finished.
const MOST = 5
const DAY_S = 24 * 3600
// Pages of ours lead on to one of so many characters at most.
const LONGEST = 500

/** @type {{verifier: string, challenge: string} | undefined} */
let own

/** What a page of ours is told, so that its reader comes back here: a path of ours. */
export async function returnPath() {
  own ??= await fresh()
  const { challenge } = own
  const site = location.origin
  const path = (/** @type {string} */ to) =>
    `/embedding/return/?${new URLSearchParams({ site, to, ...(challenge ? { challenge } : {}) })}`
  const ways = [location.pathname + location.search, location.pathname, "/"]
  return path(ways.find((to) => path(to).length <= LONGEST) ?? "/")
}

/** Keeps the verifier of this page: its reader is going to ours. */
export function keepVerifier() {
  if (!own?.challenge) return
  const kept = { ...verifiers(), [own.challenge]: [own.verifier, now()] }
  writeText(VERIFIERS, JSON.stringify(Object.fromEntries(Object.entries(kept).slice(-MOST))))
}

/** Goes where a reader signs in or joins, to come back to this page; or signs out.
 * @param {Embedded} site @param {Door} door
 */
export async function open(site, door) {
  if (door === "sign-out") return signOut(site)
  const next = await returnPath()
  keepVerifier()
  location.assign(`${site.home}/${door}/?${new URLSearchParams({ next })}`)
}

/** Has the pass be of now: by the code in the address, which is taken out of it, or by the key of the last.
 * @param {Embedded} site
 */
export async function freshen(site) {
  const { home, pass } = site
  const [, brought] = /^#wellread=(.*)/.exec(location.hash) ?? []
  site.pass = (brought && (await takeCode(home, brought))) || (pass && (await ask(home, { key: pass.key })))
}

/** @param {string} home @param {string} brought @returns {Promise<Pass | null>} */
async function takeCode(home, brought) {
  const [code, challenge] = brought.split("~")
  history.replaceState(history.state, "", location.pathname + location.search)
  const [verifier] = verifiers()[challenge] ?? []
  if (!verifier) return null
  const { [challenge]: _, ...others } = verifiers()
  writeText(VERIFIERS, JSON.stringify(others))
  return ask(home, { code, verifier })
}

/** @param {Embedded} site */
async function signOut(site) {
  const { home, pass } = site
  site.pass = null
  erase(PASS)
  site.markMember()
  if (pass) await fetch(`${home}/embedding/sign-out`, { method: "POST", body: JSON.stringify({ key: pass.key }), keepalive: true })
}

/** @param {string} home @param {Record<string, string>} said @returns {Promise<Pass | null>} */
async function ask(home, said) {
  const answer = await fetch(`${home}/embedding/token`, { method: "POST", body: JSON.stringify(said) })
  if (answer.status === 401) {
    erase(PASS)
    return null
  }
  if (!answer.ok) throw new Error(`${answer.status}`)
  const { good_for_s, proof, ...told } = await answer.json()
  // Who has just joined: what is not told is not missed, and nobody waits for it.
  if (proof) import("./joined.js").then(({ tellJoined }) => tellJoined(home, proof)).catch(() => {})
  const pass = { ...told, until: now() + good_for_s }
  writeText(PASS, JSON.stringify(pass))
  return pass
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
