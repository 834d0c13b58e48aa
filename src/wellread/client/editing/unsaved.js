/**
 * Has a form that saves by itself save whatever was typed, whenever it was. Wagtail compares a form
 * with what stood in it two seconds after its scripts came, and after each save with what stands in
 * it when the answer comes: what is typed before either, and is the last that is typed, it takes for
 * saved, and closing the page loses it without a word.
 */

/** What is typed and on no way to being saved, by form. @type {WeakSet<Element>} */
const typed = new WeakSet()

document.addEventListener("input", (event) => event.isTrusted && note(event))
document.addEventListener("w-autosave:save", (event) => typed.delete(watched(event)))
document.addEventListener("w-autosave:error", note)
document.addEventListener("w-unsaved:watch-edits", (event) => {
  const form = watched(event)
  // Not before Wagtail is done: after a save it sets this value itself.
  if (typed.has(form)) setTimeout(() => form.setAttribute("data-w-unsaved-force-value", "true"))
})

/** @param {Event} event */
function note(event) {
  typed.add(watched(event))
}

/** @param {Event} event */
function watched(event) {
  const target = event.target instanceof Element ? event.target : document.documentElement
  return target.closest("form") ?? target
}
