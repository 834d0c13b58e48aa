/** Runs `put` as soon as a place lies below the screen, so that nothing the reader sees moves.
 * @param {Element} place
 * @param {() => void} put
 */
export function whenBelow(place, put) {
  const watch = new IntersectionObserver(() => {
    if (place.getBoundingClientRect().top < innerHeight) return
    watch.disconnect()
    put()
  })
  watch.observe(place)
}
