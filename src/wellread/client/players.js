// Other people's films and posts are fetched when a reader asks for them, never before: each can be
// played in its place; without this the plain link remains.

for (const figure of document.querySelectorAll(".embed[data-embed]")) {
  const button = figure.querySelector(".embed-load")
  if (!(button instanceof HTMLButtonElement)) continue
  button.hidden = false
  button.addEventListener("click", () => play(figure))
}

/** @param {Element} figure */
function play(figure) {
  if (!(figure instanceof HTMLElement)) return
  const frame = document.createElement("iframe")
  frame.src = figure.dataset.embed ?? ""
  frame.title = figure.querySelector(".embed-title")?.textContent ?? ""
  frame.allow = "fullscreen"
  // YouTube refuses to play for a page that does not say where it is.
  frame.referrerPolicy = "strict-origin-when-cross-origin"
  figure.replaceChildren(frame)
  frame.focus()
}
