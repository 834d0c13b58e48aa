// Other people's films and posts are fetched when a reader asks for them, never before.

/** Offers to play each embed of the article in its place; without this the plain link remains. */
export function offerEmbeds() {
  for (const figure of document.querySelectorAll(".embed[data-embed]")) {
    const button = document.createElement("button")
    button.type = "button"
    button.className = "button button-quiet"
    button.textContent = "Play it here"
    button.addEventListener("click", () => play(figure))
    figure.querySelector(".embed-offer")?.append(button)
  }
}

/** @param {Element} figure */
function play(figure) {
  if (!(figure instanceof HTMLElement)) return
  const frame = document.createElement("iframe")
  frame.src = figure.dataset.embed ?? ""
  frame.title = figure.dataset.title ?? ""
  frame.allow = "fullscreen"
  // YouTube refuses to play for a page that does not say where it is.
  frame.referrerPolicy = "strict-origin-when-cross-origin"
  figure.replaceChildren(frame)
  frame.focus()
}

offerEmbeds()
