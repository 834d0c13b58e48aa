// What a reading page's modules hand to each other. Types here cost a reader nothing to fetch.

import type { Decision, LineUp } from "./engine/functions"
import type { Reader } from "./engine/types"

/** What the server says about the page, and nothing about the reader. */
export interface PageFacts {
  article: string | null
  kind: string
  section: string | null
  topics: string[]
  sensitive: boolean
  sponsored: boolean
  /** What makes a view: seconds on screen, or seconds at the text and screens scrolled beyond its beginning. */
  view_seconds: number
  text_seconds: number
  text_screens: number
  /** Where the words are that scripts put on the page. */
  words_url: string
  asks: boolean
  /** Of how many pages one tells what became of its appeals; every page where it is missing. */
  one_in?: number
  line_up_url?: string
  files?: { appeal_css: string }
}

/** Where the reader is, as far as the law of the place matters. */
export interface Place {
  country: string | null
  consent_needed: boolean
}

/** What a device remembers for this page view. */
export interface Memory {
  visitStartedAt: number
  counts: boolean
}

/** One view of a page: the page, its place and what may be remembered. */
export interface PageView {
  facts: PageFacts
  place: Place | null
  memory: Memory | null
}

/** A page view for which the line-up at an address was weighed. */
export interface Weighed extends PageView {
  address: URL
  lineUp: LineUp
  decision: Decision
  reader: Reader
}
