/** What the server answers, for as long as anybody waits for it. */

/** The answer, read as JSON; null where none comes in time, or nothing that can be read.
 * @param {URL | string} address @param {number} longestMs @param {RequestInit} [options]
 * @returns {Promise<{isOk: boolean, said: any} | null>}
 */
export async function answerTo(address, longestMs, options) {
  const patience = new AbortController()
  const timer = setTimeout(() => patience.abort(), longestMs)
  try {
    const answer = await fetch(address, { ...options, signal: patience.signal })
    return { isOk: answer.ok, said: await answer.json() }
  } catch {
    return null
  } finally {
    clearTimeout(timer)
  }
}
