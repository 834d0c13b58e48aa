/** A note over the foot of a page: its style, and whether its reader put it off in this visit. */
import { element } from "./element.js";

/** Resolves when a style sheet is there, or cannot be had. @param {string} href */
export function styled(href) {
  return new Promise((resolve) => {
    const sheet = element("link", { rel: "stylesheet", href })
    sheet.addEventListener("load", resolve)
    sheet.addEventListener("error", resolve)
    document.head.append(sheet)
  })
}

/** Whether a note was closed in this visit; where nothing can be remembered it was not. @param {string} name */
export function isPutOff(name) {
  try {
    return sessionStorage.getItem(name) === "1"
  } catch {
    return false
  }
}

/** @param {string} name */
export function putOff(name) {
  try {
    sessionStorage.setItem(name, "1")
  } catch {
    // It comes again on the next page.
  }
}
