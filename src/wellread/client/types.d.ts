// What a reading page's modules hand to each other. Types here cost a reader nothing to fetch.

import type { Decision, LineUp } from "./engine/functions"
import type { Reader } from "./engine/types"

declare global {
  interface Navigator {
    /** globalprivacycontrol.github.io: not in every browser. */
    globalPrivacyControl?: boolean
  }
  interface Document {
    /** Chromium's: a page that is drawn ahead of being visited. */
    prerendering?: boolean
  }
}

/** What the server says about the page, and nothing about the reader. */
export interface PageFacts {
  article: string | null
  kind: string
  section: string | null
  topics: string[]
  sensitive: boolean
  sponsored: boolean
  silent: boolean
  /** What makes a view: seconds on screen, or seconds at the text and screens scrolled beyond its beginning. */
  view_seconds: number
  text_seconds: number
  text_screens: number
  /** Where the words are that scripts put on the page. */
  words_url: string
  asks: boolean
  /** Of how many pages one tells what became of its appeals; every page where it is missing. */
  one_in?: number
  /** What is told beside appeals, where the newsroom chose it: "views", "decisions". */
  tells?: string[]
  line_up_url?: string
  files?: { appeal_css: string }
}

/** The page that appeals are drawn on, and how it is drawn on. */
export interface Host {
  isOurs: boolean
  /** False where nobody reads whose lines must keep still: in a preview. */
  isStill?: boolean
  /** The language of the words that are drawn. */
  language: string
  wordsUrl: () => string
  /** A path of ours as it is written on that page. */
  address: (path: string) => string
  /** Where a reader comes back to who joins or signs in. */
  next: () => string
  /** What is drawn over the page stands in here. */
  ground: () => HTMLElement | ShadowRoot
  /** Where the article ends, if it does. */
  end: () => HTMLElement | null
  /** After so many paragraphs or updates of the text, where it may be parted: the last of them, or on another site what stands after it. */
  after: (parts: number) => Element | null
  /** What has room for a line at the head of the page, if anything has. */
  head: () => Element | null
  /** All in which something of ours may stand. */
  places: () => Iterable<ParentNode>
  /** Whether the styles came: without them nothing is shown. */
  styled: (address: string) => Promise<boolean>
}

/** What our server says to another site's page. */
export interface Settings extends Place {
  edition: string
  language: string
  direction: string
  line_up_url: string
  words_url: string
  files: { embed_css: string, appeal_css: string }
  view_seconds: number
  text_seconds: number
  text_screens: number
  one_in: number
  /** What is told beside appeals, where the newsroom chose it: "views". */
  tells?: string[]
}

/** Where the reader is, as far as the law of the place matters. */
export interface Place {
  country: string | null
  consent_needed: boolean
}

/** What a page's own consent platform says. */
export interface Platform {
  answer: "given" | "refused" | "unknown" | null
}

/** What a device remembers for this page view. */
export interface Memory {
  visitStartedAt: number
  /** Whether the visit began with this page. */
  begins: boolean
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

/** What this device holds of being known on another site's page. */
export interface Pass {
  key: string
  token: string
  until: number
  entitlements: string[]
  hint: Record<string, string>
}

/** Our script on another site's page, as its modules hand it to each other. */
export interface Embedded {
  /** Our origin. */
  home: string
  script: HTMLScriptElement | undefined
  pass: Pass | null
  markMember: () => void
}

/** What is said to who has just paid; of nothing to say, "" or no line. */
export interface Thanks {
  title: string
  arrived: string
  opens: string[]
  receipt: string
  elsewhere: string
  go_on: string
}

export type Door = "sign-in" | "join" | "sign-out"

/** One view of another site's page, on which something may be asked. */
export interface Scene {
  site: Embedded
  place: Settings
  text: HTMLElement
  /** Whether its reader is still there, and it may still ask. */
  isStill: () => boolean
}

declare global {
  interface Window {
    wellread?: unknown
  }
}

/** What was weighed, and when, in epoch seconds. */
export interface Decided extends Weighed {
  decided_at: number
}
