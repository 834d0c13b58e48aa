/** Reminds a member, on each page of a visit, of a renewal that could not be charged. */
import { element } from "./element.js";

const PUT_OFF = "wellread_unpaid_later"
// Where it stands on the page itself.
const SAID_THERE = ["/account/", "/pay/", "/join/", "/sign-in/"]

if (!SAID_THERE.some((path) => location.pathname.startsWith(path)) && !isPutOff()) remind()

async function remind() {
  const answer = await fetch("/account/unpaid/")
  if (answer.status !== 200) return
  const { title, said, action, url, close, style } = await answer.json()
  await styled(style)
  const panel = element("section", { class: "thanks", role: "status", "aria-labelledby": "unpaid-title" })
  document.querySelector("main")?.before(panel)
  const later = element("button", { class: "button button-quiet", type: "button" }, close)
  later.addEventListener("click", () => {
    putOff()
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

/** Whether it was closed in this visit; where nothing can be remembered it was not. */
function isPutOff() {
  try {
    return sessionStorage.getItem(PUT_OFF) === "1"
  } catch {
    return false
  }
}

function putOff() {
  try {
    sessionStorage.setItem(PUT_OFF, "1")
  } catch {
    // It comes again on the next page.
  }
}

/** Resolves when a style sheet is there, or cannot be had. @param {string} href */
function styled(href) {
  return new Promise((resolve) => {
    const sheet = element("link", { rel: "stylesheet", href })
    sheet.addEventListener("load", resolve)
    sheet.addEventListener("error", resolve)
    document.head.append(sheet)
  })
}
