/** The page that appeals are drawn on: ours by itself, another site's once `embed/stage.js` says so. */

/** @import { Host } from "./types" */

/** @type {Host} */
export const host = {
  isOurs: true,
  language: document.documentElement.lang || "en",
  wordsUrl: () => JSON.parse(document.getElementById("page-facts")?.textContent ?? "").words_url,
  address: (path) => path,
  next: () => location.pathname + location.search,
  ground: () => document.body,
  end: () => document.getElementById("end-of-article"),
  styled: (address) => new Promise((resolve) => {
    const link = document.createElement("link")
    link.rel = "stylesheet"
    link.href = address
    link.addEventListener("load", () => resolve(true))
    link.addEventListener("error", () => resolve(false))
    document.head.append(link)
  }),
}
