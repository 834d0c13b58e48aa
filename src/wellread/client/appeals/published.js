/** Whether a line-up in a file is one that this paper has published: what a file says of itself is no proof. */

const KEYS = "/.well-known/jwks.json"
const ED25519 = "Ed25519"

/** @typedef {"ours" | "foreign" | "unchecked"} Origin */

/** Holds a line-up against the one at its version's address, and its signature against our keys.
 * @param {any} lineUp @param {unknown} signature @returns {Promise<Origin>}
 */
export async function originOf(lineUp, signature) {
  try {
    const name = [lineUp.edition, lineUp.version].map(encodeURIComponent).join(".")
    const answer = await fetch(`/appeals/line-up.${name}.json`)
    if (answer.status === 404) return "foreign"
    if (!answer.ok) return "unchecked"
    if (!same(lineUp, await answer.json())) return "foreign"
  } catch {
    return "unchecked"
  }
  // A device that could not fetch it saved none; the content is ours all the same.
  if (signature === null || signature === undefined) return "ours"
  return (await isForged(lineUp, signature)) ? "foreign" : "ours"
}

/** Whether a signature names a key of ours that did not sign this version. One of a key that is
 * published no more, or in a browser that knows no Ed25519, says nothing: the content was compared.
 * @param {any} lineUp @param {unknown} signature
 */
async function isForged(lineUp, signature) {
  const read = readToken(signature)
  if (!read) return true
  const { kid, said, signed, bytes } = read
  if (said?.edition !== lineUp.edition || said?.version !== lineUp.version) return true
  try {
    const { keys } = await (await fetch(KEYS)).json()
    const found = keys.find((/** @type {any} */ key) => key.kid === kid)
    if (!found) return false
    const key = await crypto.subtle.importKey("jwk", { kty: found.kty, crv: found.crv, x: found.x }, ED25519, false, ["verify"])
    return !(await crypto.subtle.verify(ED25519, key, bytes, new TextEncoder().encode(signed)))
  } catch {
    return false
  }
}

/** A token's parts (RFC 7515); null for what is none. @param {unknown} token */
function readToken(token) {
  try {
    const [head, body, sign] = String(token).split(".")
    const said = JSON.parse(new TextDecoder().decode(decoded(body)))
    return { kid: JSON.parse(new TextDecoder().decode(decoded(head))).kid, said, signed: `${head}.${body}`, bytes: decoded(sign) }
  } catch {
    return null
  }
}

/** @param {string} text in base64url */
const decoded = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0))

/** Whether two JSON values are one, whatever the order of their keys. @param {any} one @param {any} other @returns {boolean} */
export function same(one, other) {
  if (one === null || other === null || typeof one !== "object" || typeof other !== "object") return one === other
  if (Array.isArray(one) !== Array.isArray(other)) return false
  const keys = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...keys].every((key) => same(one[key], other[key]))
}
