/**
 * Being known on another site's page: its reader goes to ours and comes back with a code, which is
 * worth nothing without the verifier that this device has kept.
 */
import { erase, now, writeText } from "../meter/device.js";
import { keepVerifier, ownChallenge, takeVerifier } from "./verifiers.js";

/** @import { Door, Embedded, Pass } from "../types" */

export const PASS = "wellread.pass"
// Pages of ours lead on to one of so many characters at most.
const LONGEST = 500

/** What a page of ours is told, so that its reader comes back here: a path of ours. */
export async function returnPath() {
  const challenge = await ownChallenge()
  const site = location.origin
  const path = (/** @type {string} */ to) =>
    `/embedding/return/?${new URLSearchParams({ site, to, ...(challenge ? { challenge } : {}) })}`
  const ways = [location.pathname + location.search, location.pathname, "/"]
  return path(ways.find((to) => path(to).length <= LONGEST) ?? "/")
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
  const { pass } = site
  const [, brought] = /^#wellread=(.*)/.exec(location.hash) ?? []
  site.pass = (brought && (await takeCode(site, brought))) || (pass && (await ask(site, { key: pass.key })))
}

/** @param {Embedded} site @param {string} brought @returns {Promise<Pass | null>} */
async function takeCode(site, brought) {
  const [code, challenge] = brought.split("~")
  history.replaceState(history.state, "", location.pathname + location.search)
  const verifier = takeVerifier(challenge)
  return verifier ? ask(site, { code, verifier }) : null
}

/** @param {Embedded} site */
async function signOut(site) {
  const { home, pass } = site
  site.pass = null
  erase(PASS)
  site.markMember()
  if (pass) await fetch(`${home}/embedding/sign-out`, { method: "POST", body: JSON.stringify({ key: pass.key }), keepalive: true })
}

/** @param {Embedded} site @param {Record<string, string>} said @returns {Promise<Pass | null>} */
async function ask(site, said) {
  const answer = await fetch(`${site.home}/embedding/token`, { method: "POST", body: JSON.stringify(said) })
  if (answer.status === 401) {
    erase(PASS)
    return null
  }
  if (!answer.ok) throw new Error(`${answer.status}`)
  const { good_for_s, proof, thanks, ...told } = await answer.json()
  // Who has just joined: nobody waits for what is said of that.
  if (proof) import("./joined.js").then(({ welcomeBack }) => welcomeBack(site, proof, thanks)).catch(() => {})
  const pass = { ...told, until: now() + good_for_s }
  writeText(PASS, JSON.stringify(pass))
  return pass
}
