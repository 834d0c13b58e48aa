/** Offers, at an institution's network, to read in its name; on pages of papers that have any. */
import { element } from "./element.js";
import { isPutOff, putOff, styled } from "./note.js";

const PUT_OFF = "wellread_institution_later"

if (!isPutOff(PUT_OFF)) offer().catch(() => {})

async function offer() {
  const found = await here()
  if (!found.title) return
  const { title, said, action, close, style } = found
  await styled(style)
  const panel = element("section", { class: "thanks", role: "status", "aria-labelledby": "institution-title" })
  document.querySelector("main")?.before(panel)
  const later = element("button", { class: "button button-quiet", type: "button" }, close)
  later.addEventListener("click", () => {
    putOff(PUT_OFF)
    panel.remove()
  })
  const form = element("form", { method: "post", action: "/institution/" })
  form.append(
    element("input", { type: "hidden", name: "next", value: location.pathname + location.search }),
    element("button", { class: "button button-primary" }, action),
    later,
  )
  // What enters a region that stands already is read out.
  panel.append(element("h2", { id: "institution-title", dir: "auto" }, title), element("p", { dir: "auto" }, said), form)
}

/** @returns {Promise<Record<string, string>>} */
async function here() {
  try {
    const answer = await fetch("/institution/here/")
    return answer.ok ? await answer.json() : {}
  } catch {
    return {}
  }
}
