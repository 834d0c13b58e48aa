import { quietly } from "./quietly.js";

// A browser that keeps the reader's place when something grows above it.
const KEEPS_PLACE = CSS.supports("overflow-anchor", "auto")

/** Runs `put` as soon as a place is out of view, so that nothing the reader sees moves.
 * @param {Element} place
 * @param {() => void} put
 */
export function whenOutOfView(place, put) {
  const watch = new IntersectionObserver(() => quietly(() => {
    const { top, bottom } = place.getBoundingClientRect()
    if (top < innerHeight && !(KEEPS_PLACE && bottom < 0)) return
    watch.disconnect()
    put()
  }))
  watch.observe(place)
}
