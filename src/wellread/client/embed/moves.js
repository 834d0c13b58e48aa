/** Pages that change without being loaded, in browsers that do not tell of it by themselves. */

/** @param {() => void} moved */
export function follow(moved) {
  addEventListener("popstate", moved)
  for (const name of /** @type {const} */ (["pushState", "replaceState"])) {
    const own = history[name]
    history[name] = function (...given) {
      own.apply(this, given)
      moved()
    }
  }
}
