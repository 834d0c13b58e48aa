/** On the page to sign in on: the browser offers a passkey where the address is typed. */

/** @typedef {{isConditionalMediationAvailable?: () => Promise<boolean>, parseRequestOptionsFromJSON?: (options: any) => any}} Passkeys */

const form = document.getElementById("mfa_login")
const field = document.getElementById("mfa_credential")
const question = document.getElementById("passkey_asked")
const button = document.getElementById("passkey_login")
const leaving = new AbortController()

// One question at a time: the button asks by itself, before its own listener hears of it.
document.addEventListener("click", ({ target }) => target === button && leaving.abort(), true)
if (form instanceof HTMLFormElement && field instanceof HTMLInputElement) offer(form, field)

/** @param {HTMLFormElement} form @param {HTMLInputElement} field */
async function offer(form, field) {
  /** @type {Passkeys | undefined} */
  const passkeys = /** @type {any} */ (window).PublicKeyCredential
  try {
    if (!passkeys?.parseRequestOptionsFromJSON || !(await passkeys.isConditionalMediationAvailable?.())) return
    // In the page itself, signed: nobody who only looks at it needs a session.
    const asked = JSON.parse(document.getElementById("passkey_options")?.textContent ?? "")
    const chosen = await navigator.credentials.get({
      publicKey: passkeys.parseRequestOptionsFromJSON(asked.publicKey),
      mediation: "conditional",
      signal: leaving.signal,
    })
    if (!chosen) return
    field.value = JSON.stringify(chosen)
    // The button's own question is in the session, and is answered without this one.
    if (question instanceof HTMLInputElement) question.value = question.dataset.asked ?? ""
    form.submit()
  } catch {
    // None was chosen, or the button was pressed: a code and the button are there all the same.
  }
}
