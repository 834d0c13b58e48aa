// The first decision of a process: a line-up's text and a case on standard input, milliseconds out.

import { readFileSync } from "node:fs"

import { readCase } from "../src/wellread/client/engine/case.js"
import { choose } from "../src/wellread/client/engine/decision.js"
import { readLineUp } from "../src/wellread/client/engine/line_up.js"

const { text, case: document } = JSON.parse(readFileSync(0, "utf8"))
const facts = readCase(document)
const start = performance.now()
choose(readLineUp(text), facts)
process.stdout.write(String(performance.now() - start))
