/**
 * Keeps pasted tables whole. Draft.js, which the editors' text fields are made of, knows no tables
 * and lets their cells run together; so a table becomes a block of its own, or is refused in words.
 */

const REFUSED =
  "A table cannot stand within text: its cells would run together. In a story’s body, paste the" +
  " table alone, without words around it or cells over several rows: it becomes a block of its own."
const MOVED = "The table stands in a block of its own, below this one."

/** @type {any[]} */
const streams = []

watchStreams()
document.addEventListener("paste", keepTable, true)

/** @param {ClipboardEvent} event */
function keepTable(event) {
  const target = event.target instanceof Element ? event.target : null
  const editor = target?.closest(".Draftail-Editor")
  if (!editor) return
  editor.parentElement?.querySelector(".pasted-table")?.remove()
  const pasted = new DOMParser().parseFromString(
    event.clipboardData?.getData("text/html") ?? "",
    "text/html",
  )
  const rows = rowsOf(pasted)
  if (rows.flat().length < 2) return
  event.preventDefault()
  event.stopImmediatePropagation()
  say(editor, isNothingElse(pasted) && addBlock(editor, rows) ? MOVED : REFUSED)
}

/**
 * The words of every cell, row by row; a row of one cell in a table of one cell is no table.
 * @param {Document} pasted
 */
function rowsOf(pasted) {
  return [...pasted.querySelectorAll("tr")].map((row) =>
    [...row.querySelectorAll(":scope > td, :scope > th")].flatMap((cell) => [
      (cell.textContent ?? "").replace(/\s+/g, " ").trim(),
      // What spans several columns stands in the first of them.
      ...Array(Math.min(/** @type {HTMLTableCellElement} */ (cell).colSpan, 50) - 1).fill(""),
    ]),
  )
}

/** @param {Document} pasted */
function isNothingElse(pasted) {
  const tables = pasted.querySelectorAll("table")
  const rest = /** @type {HTMLElement} */ (pasted.body.cloneNode(true))
  rest.querySelectorAll("table, style, script, meta, title").forEach((part) => part.remove())
  const spans = pasted.querySelector("td[rowspan]:not([rowspan='1']), th[rowspan]:not([rowspan='1'])")
  return tables.length === 1 && !spans && !rest.textContent?.trim()
}

/**
 * Add a table block after the one that holds the editor; false where there can be none.
 * @param {Element} editor
 * @param {string[][]} rows
 */
function addBlock(editor, rows) {
  for (const stream of streams) {
    const place = stream.children.findIndex(
      (/** @type {any} */ child) => child.element?.contains(editor),
    )
    if (place < 0 || !stream.blockDef.childBlockDefsByName.table) continue
    const value = tableOf(rows)
    stream.insert({ type: "table", value, id: crypto.randomUUID() }, place + 1, { animate: true })
    return true
  }
  return false
}

/**
 * A table block's state, with the first row as the headings of its columns.
 * @param {string[][]} rows
 */
function tableOf([headings, ...rows]) {
  const columns = Array.from(
    { length: Math.max(headings.length, ...rows.map((row) => row.length)) },
    (_, place) => ({ type: "text", heading: headings[place] ?? "" }),
  )
  return {
    caption: "",
    columns,
    rows: rows.map((row) => ({ values: columns.map((_, place) => richText(row[place] ?? "")) })),
  }
}

/**
 * Plain words as the text editor takes them.
 * @param {string} text
 */
function richText(text) {
  const block = { key: crypto.randomUUID().slice(0, 5), text, type: "unstyled", depth: 0 }
  const blocks = [{ ...block, inlineStyleRanges: [], entityRanges: [] }]
  return JSON.stringify({ blocks, entityMap: {} })
}

/** Remember every stream of blocks on the page: Wagtail keeps them to itself. */
function watchStreams() {
  const definition = /** @type {any} */ (window).telepath?.constructors?.["wagtail.blocks.StreamBlock"]
  if (!definition) return
  const render = definition.prototype.render
  definition.prototype.render = function (/** @type {any[]} */ ...given) {
    const stream = render.apply(this, given)
    streams.push(stream)
    return stream
  }
}

/**
 * @param {Element} editor
 * @param {string} words
 */
function say(editor, words) {
  const note = document.createElement("p")
  note.className = "pasted-table help-block help-warning"
  note.setAttribute("role", "alert")
  note.textContent = words
  editor.after(note)
}
