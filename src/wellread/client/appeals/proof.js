/** A decision as a file that anybody can check: the line-up, what was known, and what came of it. */
import { explain } from "../engine/explanation.js";
import { spell } from "../engine/history.js";

/** @import { Decided } from "../types" */

const FORMAT = "wellread-proof-1"
// A network that wants its own page seen first answers with that.
const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/
// A paper may have hundreds of campaigns, and each says a kilobyte.
const MOST_NAMED = 50

/** Has the browser save what this page view was decided by; nothing of it is sent anywhere.
 * @param {Decided} weighed
 */
export async function saveProof(weighed) {
  const [lineUp, signature, copies] = await Promise.all([
    fetch(versioned(weighed, "json")).then((answer) => answer.json()),
    signatureOf(weighed),
    copiesOf(weighed),
  ])
  const answer = answerTo(weighed)
  const proof = JSON.stringify({ format: FORMAT, line_up: lineUp, signature, case: caseOf(weighed), answer, copies }, null, 1)
  const link = document.createElement("a")
  link.href = URL.createObjectURL(new Blob([proof], { type: "application/json" }))
  link.download = "why-i-was-asked.json"
  link.click()
  URL.revokeObjectURL(link.href)
}

/** Where the line-up that was weighed stays for ever, and what is signed of it.
 * @param {Decided} weighed @param {"json" | "jwt"} kind
 */
function versioned({ lineUp, address }, kind) {
  return String(address).replace(/\.json$/, `.${lineUp.version}.${kind}`)
}

/** What the paper signs of the line-up; null where it cannot be had. @param {Decided} weighed */
async function signatureOf(weighed) {
  try {
    const answer = await fetch(versioned(weighed, "jwt"))
    const said = answer.ok ? await answer.text() : ""
    return TOKEN.test(said) ? said : null
  } catch {
    return null
  }
}

/** What campaigns say, by its name: whoever checks the file reads which is which. @param {Decided} weighed */
async function copiesOf({ lineUp, address }) {
  const names = lineUp.campaigns.slice(0, MOST_NAMED).flatMap(({ variants }) => variants.slice(0, 1).map(({ copy }) => copy))
  const found = await Promise.all([...new Set(names)].map(async (name) => {
    try {
      return [[name, await (await fetch(new URL(`copy.${name}.json`, address))).json()]]
    } catch {
      return []
    }
  }))
  return Object.fromEntries(found.flat())
}

/** The case as the formats spell it. @param {Decided} weighed */
function caseOf({ reader, facts, decided_at }) {
  const { article, kind, section, topics, sensitive, sponsored, silent } = facts
  const timed = (/** @type {any[] | null | undefined} */ list) => list?.map((one) => ({ ...one, at: spell(one.at) })) ?? null
  return {
    reader: {
      ...reader,
      visit_started_at: spell(reader.visit_started_at),
      history: timed(reader.history),
      asked: timed(reader.asked),
      dismissed: timed(reader.dismissed) ?? [],
      contributed_at: reader.contributed_at && spell(reader.contributed_at),
      rests_until: reader.rests_until && spell(reader.rests_until),
    },
    page: { article, kind, section, topics, sensitive, sponsored, silent },
    now: spell(decided_at),
  }
}

/** @param {Decided} weighed */
function answerTo({ lineUp, reader, facts, decided_at }) {
  const { article_count, shown, refusals } = explain(lineUp, { reader, page: facts, now: decided_at })
  return { article_count, shown, refusals: Object.fromEntries(refusals) }
}
