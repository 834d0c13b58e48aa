// One page view to be decided, as JSON has it: for previews and programs, never fetched by a page.

/** @import { CaseDocument } from "./functions" */
/** @import { Case } from "./types" */

import { moment, prune } from "./history.js";

/**
 * The case of a JSON document, whose times are text; the document itself stays as it is.
 * @param {CaseDocument} document @returns {Case}
 */
export function readCase({ reader, page, now: text }) {
  const now = moment(text)
  const timed = (/** @type {any[] | null} */ list) => list && list.map((one) => ({ ...one, at: moment(one.at) }))
  const { visit_started_at, history, asked, dismissed, contributed_at, rests_until } = reader
  return {
    reader: {
      ...reader,
      visit_started_at: moment(visit_started_at),
      history: history && prune(timed(history) ?? [], now),
      asked: timed(asked),
      dismissed: timed(dismissed) ?? [],
      contributed_at: contributed_at && moment(contributed_at),
      rests_until: rests_until && moment(rests_until),
    },
    page,
    now,
  }
}
