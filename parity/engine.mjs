// The JavaScript engine as a servant: one JSON list of requests a line in, one list of answers out.

import { createInterface } from "node:readline"

import { written } from "../src/wellread/client/appeals/money.js"
import { readCase } from "../src/wellread/client/engine/case.js"
import { choose, position } from "../src/wellread/client/engine/decision.js"
import { answer } from "../src/wellread/client/engine/explanation.js"
import { count, merge, moment, prune, spell } from "../src/wellread/client/engine/history.js"
import { readLineUp } from "../src/wellread/client/engine/line_up.js"

const SERVICES = {
  answer: ({ line_up, case: document }) => answer(readLineUp(line_up), document),
  choose: ({ line_up, case: document }) => choose(readLineUp(line_up), readCase(document)),
  choose_at_times: ({ line_up, case: document, times }) => {
    const [lineUp, { reader, page }] = [readLineUp(line_up), readCase(document)]
    return times.map((now) => Object.keys(choose(lineUp, { reader, page, now }).shown))
  },
  campaigns: ({ line_up }) => readLineUp(line_up).campaigns.map(({ id }) => id),
  longest_window_days: ({ line_up }) => readLineUp(line_up).longest_window_days,
  position: ({ seat, campaign, draw, purpose }) => position(seat, campaign, draw, purpose),
  merge: ({ first, second, now, limits }) => merge(first, second, now, limits),
  count: ({ views, now, page, window }) => count(prune(views, now), now, page, window),
  written: ({ ask, amounts, language }) => amounts.map((amount) => written(ask, amount, language)),
  moment: ({ text }) => moment(text),
  spell: ({ at }) => spell(at),
}

function serve(request) {
  try {
    return { fine: SERVICES[request.do](request) }
  } catch (error) {
    return { fault: error.name }
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(JSON.parse(line).map(serve))}\n`)
}
