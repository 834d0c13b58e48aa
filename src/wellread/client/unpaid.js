/** Reminds a member, on each page of a visit, of a renewal that could not be charged. */
import { element } from "./element.js";
import { isPutOff, putOff, styled } from "./note.js";

const PUT_OFF = "wellread_unpaid_later"
// Where it stands on the page itself.
const SAID_THERE = ["/account/", "/pay/", "/join/", "/sign-in/"]

if (!SAID_THERE.some((path) => location.pathname.startsWith(path)) && !isPutOff(PUT_OFF)) {
  remind().catch(() => {})
}

async function remind() {
  const answer = await fetch("/account/unpaid/")
  if (answer.status !== 200) return
  const { title, said, action, url, close, style } = await answer.json()
  if (!title) return
  await styled(style)
  const panel = element("section", { class: "thanks", role: "status", "aria-labelledby": "unpaid-title" })
  document.querySelector("main")?.before(panel)
  const later = element("button", { class: "button button-quiet", type: "button" }, close)
  later.addEventListener("click", () => {
    putOff(PUT_OFF)
    panel.remove()
  })
  // What enters a region that stands already is read out.
  panel.append(
    element("h2", { id: "unpaid-title", dir: "auto" }, title),
    element("p", { dir: "auto" }, said),
    element("a", { class: "button button-primary", href: url }, action),
    later,
  )
}
