/** Paints the samples of the brand page in the colours that are being typed. */

const samples = document.getElementById("brand-samples")
/** @type {Record<string, HTMLInputElement | null>} */
const fields = Object.fromEntries(
  ["main", "main_dark", "support"].map((name) => [name, document.querySelector(`input[name="${name}"]`)]),
)
for (const field of Object.values(fields)) field?.addEventListener("input", paint)
paint()

function paint() {
  for (const sample of samples?.querySelectorAll(".brand-sample") ?? []) {
    if (!(sample instanceof HTMLElement)) continue
    const isDark = sample.dataset.theme === "dark"
    put(sample, "--main", fields[isDark ? "main_dark" : "main"])
    put(sample, "--support", fields.support)
    put(sample, "--support-text", fields.support, textOn)
  }
}

/**
 * Sets a property as a field says, or leaves ours.
 * @param {HTMLElement} sample @param {string} name @param {HTMLInputElement | null} field
 * @param {(colour: string) => string} [from]
 */
function put(sample, name, field, from = (colour) => colour) {
  const colour = field?.value.trim() ?? ""
  if (/^#[0-9a-f]{6}$/i.test(colour)) sample.style.setProperty(name, from(colour))
  else sample.style.removeProperty(name)
}

/** What stands on a colour: whichever of both can be read better. @param {string} colour */
function textOn(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  // The luminance at which white and nearly black are read equally well.
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.183 ? "#191203" : "#ffffff"
}
