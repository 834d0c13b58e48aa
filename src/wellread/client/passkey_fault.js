/** Beside the button for a passkey: what became of it, where the browser says so to scripts alone. */

const words = document.getElementById("passkey_faults")?.dataset ?? {}
const pressed = document.querySelector("#passkey_login, #use-passkey, #add-passkey")
const said = document.createElement("p")
said.className = "fault"
said.setAttribute("role", "alert")
said.hidden = true
const place = pressed?.closest(".button-row") ?? pressed
place?.after(said)

pressed?.addEventListener("click", () => (said.hidden = true), true)
document.addEventListener("allauth.error", (event) => {
  const why = named(/** @type {CustomEvent} */ (event).detail.exception?.name)
  // What has a name is no fault of the page's: the console need not say it too.
  if (why !== "other") event.preventDefault()
  said.textContent = words[why] ?? ""
  said.hidden = false
})

/** Browsers tell a refusal, a delay and a missing passkey apart for nobody. @param {string | undefined} name */
function named(name) {
  if (!("PublicKeyCredential" in window) || name === "NotSupportedError" || name === "ConstraintError") return "unable"
  if (name === "InvalidStateError") return "kept"
  if (name !== "NotAllowedError" && name !== "AbortError") return "other"
  return pressed?.id === "add-passkey" ? "notAdded" : "notUsed"
}
