// Other people's films and posts are fetched when a reader asks for them, never before.

/** Offers to play each embed of the article in its place; without this the plain link remains. */
export function offerEmbeds(root = document) {
  for (const figure of root.querySelectorAll(".embed[data-embed]")) {
    const button = figure.querySelector(".embed-load")
    if (!button) continue
    button.hidden = false
    button.addEventListener("click", () => load(figure), { once: true })
  }
}

function load(figure) {
  const frame = document.createElement("iframe")
  frame.src = figure.dataset.embed
  frame.title = figure.querySelector(".embed-title")?.textContent ?? ""
  frame.allowFullscreen = true
  frame.referrerPolicy = "strict-origin-when-cross-origin"
  frame.tabIndex = -1
  figure.replaceChildren(frame)
  figure.classList.add("is-loaded")
  frame.focus()
}

offerEmbeds()
