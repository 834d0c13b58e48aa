/** New updates of an open live blog: counted while the reader reads, put in place when they ask. */
import { element } from "./element.js";

// Every reader asks for the same address, so that shared caches answer nearly all of them.
const EVERY_MS = 30_000

/** Watches the first page of a live blog from the bar above its timeline.
 * @param {HTMLElement} bar
 * @param {Element} timeline
 */
function watch(bar, timeline) {
  /** @type {Element | null} */
  let latest = null
  let isPaused = false
  const told = element("p", { role: "status", class: "visually-hidden" })
  const pause = element("button", { type: "button", class: "button button-quiet" }, "Pause updates")
  const show = element("button", { type: "button", class: "button live-news", hidden: "" })
  bar.replaceChildren(told, show, pause)

  async function look() {
    if (isPaused || document.hidden) return
    latest = (await fetchTimeline(bar.dataset.page ?? "")) ?? latest
    tell(latest ? newIn(latest) : 0)
  }

  /** @param {number} count */
  function tell(count) {
    const updates = count === 1 ? "1 new update" : `${count} new updates`
    show.hidden = count === 0
    show.textContent = `Show ${updates}`
    const words = count ? `${updates}.` : ""
    if (told.textContent !== words) told.textContent = words
  }

  pause.addEventListener("click", () => {
    isPaused = !isPaused
    pause.textContent = isPaused ? "Resume updates" : "Pause updates"
    look()
  })
  show.addEventListener("click", () => {
    // All of it, so that what was edited or removed meanwhile is right too.
    timeline.replaceChildren(...(latest?.childNodes ?? []))
    latest = null
    tell(0)
    timeline.querySelector("a")?.focus()
  })
  document.addEventListener("visibilitychange", look)
  setInterval(look, EVERY_MS)
}

/** The timeline as it is now; null when the site does not answer.
 * @param {string} address
 */
async function fetchTimeline(address) {
  try {
    const answer = await fetch(address)
    if (!answer.ok) return null
    const page = new DOMParser().parseFromString(await answer.text(), "text/html")
    return page.querySelector(".timeline")
  } catch {
    return null
  }
}

/** @param {Element} timeline */
const newIn = (timeline) =>
  [...timeline.querySelectorAll(".entry")].filter(({ id }) => !document.getElementById(id)).length

const bar = document.querySelector(".live-updates")
const timeline = document.querySelector(".timeline")
if (bar instanceof HTMLElement && timeline) watch(bar, timeline)
