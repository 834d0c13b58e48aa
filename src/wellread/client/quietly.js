/**
 * Runs what nobody waits for. A page may have broken whatever we build on, and must not read of our
 * faults: what cannot be done is left undone, without an error and without a promise that fails. It is
 * made of words of the language alone, which no page can redefine.
 * @template T
 * @param {() => T | Promise<T>} run
 * @returns {Promise<T | undefined>}
 */
export async function quietly(run) {
  try {
    return await run()
  } catch {
    // Nobody could do anything about it here.
  }
}
