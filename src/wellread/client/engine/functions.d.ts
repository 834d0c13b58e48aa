// What the engine works out and does, for the type checker; browsers never fetch this file.

import type {
  Campaign as PublishedCampaign,
  Case,
  LineUp as PublishedLineUp,
  Page,
  Reader,
  Variant,
  View,
} from "./types"

/** What an article count takes in; empty sections or topics mean all. */
export interface Window {
  days: number
  sections: string[]
  topics: string[]
}

/** How much of a history is kept; null days: views of all time. */
export interface Limits {
  days?: number | null
  entries?: number
}

/** A case as JSON has it, with times as text. */
export type CaseDocument = any

/** A campaign with what follows from it for every reader. */
export interface Campaign extends PublishedCampaign {
  /** One object for all campaigns that count alike, so that each count is made once. */
  window: Window
  /** Whether it must know the count: to test it, or to print it. */
  needs_count: boolean
  interrupts: boolean
}

export type Placement = Campaign["placement"]

/** A line-up whose campaigns this engine knows. */
export interface LineUp extends Omit<PublishedLineUp<string>, "campaigns"> {
  campaigns: Campaign[]
  /** The days of reading that any count looks back on; at least 30. */
  longest_window_days: number
  remembered: WeakMap<Page, Standing>
  /** The campaigns that suit a kind of page in a section, whatever else it is about. */
  index: Map<string, Campaign[]>
}

/** A line-up as published, whose times are text. */
export type LineUpDocument = PublishedLineUp<string>

/** What the page and the time alone decide, from one edge of time until the next. */
export interface Standing {
  from: number
  until: number
  /** Who may ask in each place; overlay and banner are one, and it comes first. */
  places: [string, Campaign[]][]
}

export interface Shown {
  campaign: string
  variant: string
  share: number
  article_count: number | null
}

export interface Decision {
  article_count: number | null
  shown: Partial<Record<Placement, Shown>>
  held_out: string[]
}

export interface Explanation {
  article_count: number | null
  shown: Partial<Record<Placement, Shown>>
  refusals: Map<string, string>
}

/**
 * The line-up of a published document, its JSON or its object. A campaign with a key or word that
 * this engine does not know is skipped: a restriction unheard would widen its audience. A document
 * of another format is a TypeError.
 */
export type ReadLineUp = (source: string | object) => LineUp
export type IsKnown = (value: any, shape: any) => boolean

/** Negative, 0 or positive, as the first comes before, with or after the second. */
export type Compare = (a: string, b: string) => number
export type ByRank = (a: View, b: View) => number

/** What stands at `now` of two histories: the later view of each article, newest first. */
export type Merge = (first: View[], second: View[], now: number, limits?: Limits) => View[]

/** What stands at `now` of some views: future ones dropped first, then the latest of each article. */
export type Prune = (views: View[], now: number, limits?: Limits) => View[]

/** How many articles were read in the window, the page on screen included, by what stands at `now`. */
export type Count = (history: View[], now: number, page: Page, window: Window) => number
export type Matches = (read: View | Page, window: Window) => boolean

/** The count of a window, or null when it is unknown: never a guess. */
export type CountOf = (window: Window) => number | null
/** The counts of one case, each made when first asked for. */
export type Counting = (facts: Case) => CountOf

/** The first reason that lies in the page or the time, or null. */
export type PageRefusal = (
  campaign: Campaign,
  page: Page,
  silence: LineUp["silence"],
  now: number,
) => string | null

/** The reason that lies in the kind of page and its section, which many pages share, or null. */
export type PlaceRefusal = (
  pages: Campaign["pages"],
  page: Pick<Page, "kind" | "section">,
) => "wrong_kind" | "wrong_section" | null

/** The first reason that lies in the reader, or null, for a campaign that suits the page. */
export type Refusal = (
  campaign: Campaign,
  reader: Reader,
  now: number,
  countOf: CountOf,
) => string | null
export type IsAbout = (page: Page, topics: string[]) => boolean
export type Speaks = (language: string, languages: string[]) => boolean
export type Includes = (list: string[], value: string | null) => boolean
export type Admits = (
  choice: { only: string[]; except: string[] },
  value: string | null,
) => boolean

/** Who asks on this page view: the live path. The facts of a page object must stay the same. */
export type Choose = (lineUp: LineUp, facts: Case) => Decision
/** Who asks on this page view, and why every other campaign does not. */
export type Explain = (lineUp: LineUp, facts: Case) => Explanation
/** The answer to one JSON case, in the published shape. */
export type Answer = (lineUp: LineUp, document: CaseDocument) => object
export type Show = (campaign: Campaign, seat: number, countOf: CountOf) => Shown

/** What page and time decide for everybody, remembered for this page object until the next edge. */
export type Stands = (lineUp: LineUp, page: Page, now: number) => Standing
/** The campaigns that suit the page's kind and section, in the line-up's order. */
export type Suited = (lineUp: LineUp, page: Page) => Campaign[]
export type Sift = (lineUp: LineUp, page: Page, now: number) => Standing

/** A reader's place from 0 up to 1. */
export type Position = (
  seat: number,
  campaign: string,
  draw: string,
  purpose: "holdout" | "variant",
) => number
/** Whether this reader is held out of this campaign, or of all asking. */
export type IsHeldOut = (lineUp: LineUp, campaign: Campaign, seat: number) => boolean
/** The first variant whose cumulative share exceeds the reader's position. */
export type DrawnVariant = (campaign: Campaign, seat: number) => Variant
