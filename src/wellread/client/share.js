/** Passes a page on: fetched when somebody wants to. */

/** Opens the device's own sheet, or copies the address where it has none and where that is wanted.
 * @param {HTMLElement} button
 */
export async function share(button) {
  const { title = document.title, url = location.href } =
    /** @type {HTMLElement | null} */ (button.closest("[data-url]"))?.dataset ?? {}
  if (button.dataset.share === "native" && navigator.share) {
    // Rejected when its reader thinks better of it.
    await navigator.share({ title, url }).catch(() => {})
    return
  }
  const copy = /** @type {HTMLElement} */ (button.parentElement?.querySelector("[data-done]") ?? button)
  await copied(url)
  say(copy, copy.dataset.done ?? "")
}

/** @param {string} url */
async function copied(url) {
  try {
    await navigator.clipboard.writeText(url)
  } catch {
    // Without TLS, or refused: there, the reader copies it by hand.
    prompt("", url)
  }
}

/** @param {HTMLElement} button @param {string} words said, and seen, until it is left */
function say(button, words) {
  const before = button.textContent
  button.setAttribute("role", "status")
  button.textContent = words
  button.addEventListener(
    "blur",
    () => {
      button.removeAttribute("role")
      button.textContent = before
    },
    { once: true },
  )
}
