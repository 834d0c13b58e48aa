// Measures the JavaScript engine: line-ups and cases on standard input, microseconds on output.

import { readFileSync } from "node:fs"

import { readCase } from "../src/wellread/client/engine/case.js"
import { choose } from "../src/wellread/client/engine/decision.js"
import { explain } from "../src/wellread/client/engine/explanation.js"
import { readLineUp } from "../src/wellread/client/engine/line_up.js"

const BATCH = 2000
const BATCHES = 60
const WARM_UP = 20

function medianMicroseconds(call) {
  const times = []
  for (let i = 0; i < BATCHES + WARM_UP; i++) {
    const start = process.cpuUsage().user
    for (let j = 0; j < BATCH; j++) call()
    times.push((process.cpuUsage().user - start) / BATCH)
  }
  return times.slice(WARM_UP).sort((a, b) => a - b)[BATCHES / 2]
}

const asked = JSON.parse(readFileSync(0, "utf8"))
const measured = asked.map(({ line_up, case: document }) => {
  const lineUp = readLineUp(line_up)
  const facts = readCase(document)
  return {
    choose: medianMicroseconds(() => choose(lineUp, facts)),
    first: medianMicroseconds(() => choose(lineUp, { ...facts, page: { ...facts.page } })),
    explain: medianMicroseconds(() => explain(lineUp, facts)),
  }
})
process.stdout.write(JSON.stringify(measured))
