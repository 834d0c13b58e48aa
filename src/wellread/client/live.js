// New updates of an open live blog: counted while the reader reads, put in place when they ask.

const EVERY_MS = 30_000

/** Watches the first page of the live blog that `timeline` belongs to. */
export function watch(timeline) {
  const bar = drawBar(timeline)
  let waiting = []
  let paused = false
  let timer = 0

  async function look() {
    if (paused || document.hidden) return
    waiting = await newEntries(timeline)
    bar.tell(waiting.length)
  }

  function rest(isPaused) {
    paused = isPaused
    clearInterval(timer)
    if (!paused) timer = setInterval(look, EVERY_MS)
  }

  bar.onPause(rest)
  bar.onShow(() => {
    const first = waiting[0]
    timeline.prepend(...waiting)
    waiting = []
    bar.tell(0)
    first?.querySelector("a")?.focus()
  })
  document.addEventListener("visibilitychange", look)
  rest(false)
}

/** The entries published since this page was made, newest first; none when the site does not answer. */
async function newEntries(timeline) {
  try {
    const answer = await fetch(timeline.dataset.liveUpdates)
    if (!answer.ok) return []
    const page = new DOMParser().parseFromString(await answer.text(), "text/html")
    const entries = page.querySelectorAll(".timeline > .entry")
    return [...entries].filter((entry) => !document.getElementById(entry.id))
  } catch {
    return []
  }
}

function drawBar(timeline) {
  const row = element("div", "live-updates")
  const told = element("p")
  told.setAttribute("role", "status")
  const show = element("button", "button live-news")
  show.type = "button"
  show.hidden = true
  const pause = element("button", "button button-quiet", "Pause updates")
  pause.type = "button"
  told.textContent = "New updates are counted here as they arrive."
  row.append(told, pause)
  timeline.before(row, show)
  return {
    tell(count) {
      show.hidden = count === 0
      show.textContent = count === 1 ? "Show 1 new update" : `Show ${count} new updates`
      if (count > 0) told.textContent = count === 1 ? "1 new update." : `${count} new updates.`
    },
    onShow(act) {
      show.addEventListener("click", act)
    },
    onPause(act) {
      pause.addEventListener("click", () => {
        const isPaused = pause.textContent === "Pause updates"
        pause.textContent = isPaused ? "Resume updates" : "Pause updates"
        told.textContent = isPaused ? "Updates are paused." : "Updates have resumed."
        act(isPaused)
      })
    },
  }
}

function element(name, className = "", text = "") {
  const made = document.createElement(name)
  made.className = className
  made.textContent = text
  return made
}

const timeline = document.querySelector("[data-live-updates]")
if (timeline) watch(timeline)
