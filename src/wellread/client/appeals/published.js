/** Whether a line-up in a file is one that this paper has published: what a file says of itself is no proof. */

const KEYS = "/.well-known/jwks.json"
const ED25519 = "Ed25519"
// Of the SHA-256 of a line-up's content.
const VERSION_DIGITS = 10

/** @typedef {"ours" | "foreign" | "unchecked"} Origin */
/** @typedef {"signed" | "forged" | "none" | "key_gone" | "unread"} Signed "unread": the keys or the browser's means are missing */

/** Holds a line-up against the one at its version's address. @param {any} lineUp @returns {Promise<Origin>} */
export async function originOf(lineUp) {
  try {
    const name = [lineUp.edition, lineUp.version].map(encodeURIComponent).join(".")
    const answer = await fetch(`/appeals/line-up.${name}.json`)
    if (answer.status === 404) return "foreign"
    if (!answer.ok) return "unchecked"
    return same(lineUp, await answer.json()) ? "ours" : "foreign"
  } catch {
    return "unchecked"
  }
}

/** What a signature says of a line-up; a device that could not fetch it saved none.
 * @param {any} lineUp @param {unknown} signature @returns {Promise<Signed>}
 */
export async function signatureOf(lineUp, signature) {
  if (signature === null || signature === undefined) return "none"
  const read = readToken(signature)
  if (!read) return "forged"
  const { kid, said, signed, bytes } = read
  if (said?.edition !== lineUp.edition || said?.version !== lineUp.version) return "forged"
  const content = await digest(lineUp)
  if (content && said.line_up_sha256 && said.line_up_sha256 !== content) return "forged"
  try {
    const { keys } = await (await fetch(KEYS)).json()
    const found = keys.find((/** @type {any} */ key) => key.kid === kid)
    if (!found) return "key_gone"
    const key = await crypto.subtle.importKey("jwk", { kty: found.kty, crv: found.crv, x: found.x }, ED25519, false, ["verify"])
    const isTrue = await crypto.subtle.verify(ED25519, key, bytes, new TextEncoder().encode(signed))
    return isTrue ? "signed" : "forged"
  } catch {
    return "unread"
  }
}

/** Whether a line-up's version names its content; null where this browser cannot tell.
 * @param {any} lineUp @returns {Promise<boolean | null>}
 */
export async function isNamed(lineUp) {
  // Whenever it was published, its content has that name.
  const content = Object.fromEntries(Object.entries(lineUp).filter(([key]) => key !== "version" && key !== "published_at"))
  const found = await digest(content)
  return found === null ? null : found.slice(0, VERSION_DIGITS) === lineUp.version
}

/** The SHA-256 of JSON content in hexadecimal digits, as values.py has it; null where a browser has no means.
 * @param {unknown} content
 */
async function digest(content) {
  // Only pages by https have it, and localhost.
  if (!globalThis.crypto?.subtle) return null
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(canonical(content)))
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("")
}

/** JSON content as Python spells it: keys in order, nothing but ASCII. @param {any} value @returns {string} */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical)}]`
  if (typeof value === "string") return ascii(value)
  if (typeof value === "number") return spelledNumber(value)
  if (value === null || typeof value !== "object") return String(value)
  const keys = Object.keys(value).sort(byCodePoint)
  return `{${keys.map((key) => `${ascii(key)}:${canonical(value[key])}`)}}`
}

/** @param {string} text */
const ascii = (text) =>
  JSON.stringify(text).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)

/** Small numbers have their exponent sooner there, and two digits in it. @param {number} value */
function spelledNumber(value) {
  if (Number.isInteger(value) || Math.abs(value) >= 1e-4) return String(value)
  return value.toExponential().replace(/e-(\d)$/, "e-0$1")
}

/** @param {string} one @param {string} other */
function byCodePoint(one, other) {
  const [first, second] = [[...one], [...other]]
  const at = first.findIndex((letter, n) => letter !== second[n])
  if (at < 0 || second[at] === undefined) return first.length - second.length
  return (first[at].codePointAt(0) ?? 0) - (second[at].codePointAt(0) ?? 0)
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
