// Made by `make schema` from the engine's schema; browsers never fetch this file.
// `Time` is how times stand there: text in JSON, epoch seconds in the engine.

/** The campaigns of an edition, in the order in which they are weighed. */
export interface LineUp<Time = number> {
  /** The format that is described here. */
  format: 1
  /** Whose line-up it is. */
  edition: string
  /** Names the content but for this key and the next. */
  version: string
  /** When it was published. */
  published_at: Time
  /** Where nobody is asked. */
  silence: Silence
  /** Who is never asked. */
  holdout: Holdout
  /** The first one that is not refused takes its placement. */
  campaigns: Campaign<Time>[]
}

/** Where nobody is asked for anything. */
export interface Silence {
  /** Names of sections. */
  sections: string[]
  /** Names of topics. */
  topics: string[]
}

/** The readers who are asked for nothing at all, to compare with. */
export interface Holdout {
  /** Their share of all readers. */
  share: number
  /** The salt of the draw; another holds others out. */
  draw: string
}

/** One campaign; what no key says follows from them, and is worked out once. */
export interface Campaign<Time = number> {
  /** Its name, once in the line-up. */
  id: string
  /** The salt of its draws; another deals anew. */
  draw: string
  /** Where on the page it asks. */
  placement: "end_of_article" | "overlay" | "banner" | "inline" | "header"
  /** Its first moment; null: at once. */
  starts_at: Time | null
  /** From this moment on it asks nobody. */
  ends_at: Time | null
  /** Who is asked. */
  audience: Audience
  /** Where it asks. */
  pages: Pages
  /** How often it asks. */
  cap: Cap
  /** The share of readers it never asks, to compare with. */
  holdout: number
  /** What it says and asks. */
  variants: Variant[]
}

/** Who is asked; whoever fails one of these is not. */
export interface Audience {
  /** Former members were members and are not. */
  membership: "any" | "non_members" | "members" | "former_members"
  /** Whether the reader is signed in. */
  sign_in: "any" | "signed_in" | "signed_out"
  /** `given` is met by given and not needed, `not_given` by refused and unknown. */
  consent: "any" | "given" | "not_given"
  /** Where the reader is. */
  countries: Countries
  /** `en` is any English, `en-GB` that alone; capitals say nothing; empty: all. */
  languages: string[]
  /** What is read on: phone, tablet, desktop; empty: all. */
  devices: string[]
  /** What the reader has read. */
  articles: ArticleRange
  /** Nobody is asked so long after giving; 0: no rest. */
  rest_after_contribution_days: number
  /** Whether the reader takes the newsletter; an unknown one passes `any` alone. */
  newsletter?: "any" | "readers" | "non_readers"
}

/** The countries that are welcome: those in `only` (empty: all) that are not in `except`. */
export interface Countries {
  /** ISO 3166 codes; empty: everywhere. */
  only: string[]
  /** ISO 3166 codes of where nobody is asked. */
  except: string[]
}

/** How many articles a reader has read, and which of them count. */
export interface ArticleRange {
  /** At least so many; null: no lower limit. */
  min: number | null
  /** At most so many; null: no upper limit. */
  max: number | null
  /** Counted over this many days of 24 hours up to now. */
  days: number
  /** Counting these sections only; empty: all. */
  sections: string[]
  /** Counting what has one of these topics only; empty: all. */
  topics: string[]
}

/** Where a campaign may ask. */
export interface Pages {
  /** Kinds of page; empty: all. */
  kinds: string[]
  /** The page's section. */
  sections: Sections
  /** The page's topics. */
  topics: Topics
  /** Whether also on sensitive pages; overlay and banner never ask there. */
  sensitive: boolean
}

/** The sections that are welcome: those in `only` (empty: all) that are not in `except`. */
export interface Sections {
  /** Names of sections; empty: all. */
  only: string[]
  /** Names of sections that ask nothing. */
  except: string[]
}

/** The topics that are welcome: a page needs one of `any` (empty: all) and none of `none`. */
export interface Topics {
  /** A page needs one of these; empty: needs none. */
  any: string[]
  /** A page with one of these asks nothing. */
  none: string[]
}

/** How often a campaign may ask, by the views that the device has recorded. */
export interface Cap {
  /** At most so many views; null: no limit. */
  views: number | null
  /** Counted over this many days; null: for ever. */
  days: number | null
  /** Days without a view before it asks again; 0: none. */
  gap_days: number
  /** Whose views count: its own, its placement's, or all but the header's. */
  counts: "campaign" | "placement" | "all"
  /** Days of rest after a reader has closed it; 0: none. */
  rest_days: number
}

/** One version of a campaign's copy and amounts. */
export interface Variant {
  /** Its name in figures, once in the campaign. */
  id: string
  /** The share of readers who draw it; all sum to 1. */
  share: number
  /** Whether its copy prints the reader's number. */
  prints_count: boolean
  /** Whether it has copy for readers whose number is unknown. */
  works_without_count: boolean
  /** The name of its copy document. */
  copy: string
}

/** One page view; what the reader did after `now` says nothing. */
export interface Case<Time = number> {
  /** Who is on the page. */
  reader: Reader<Time>
  /** What is on screen. */
  page: Page
  /** The time of the page view. */
  now: Time
}

/** What is known of the reader; it holds a history or ready counts, never both. */
export interface Reader<Time = number> {
  /** The device's own random number of 32 bits, for draws. */
  seat: number
  /** Whether the device will remember it. */
  seat_kept: boolean
  /** An ISO 3166 code; null: unknown. */
  country: string | null
  /** A language tag; null: unknown. */
  language: string | null
  /** `phone`, `tablet`, `desktop`; null: unknown. */
  device: string | null
  /** Whether the reader is a member now. */
  is_member: boolean
  /** Whether the reader was a member before. */
  was_member: boolean
  /** Whether the reader is signed in. */
  signed_in: boolean
  /** The answer to the question whether reading may be remembered. */
  consent: "given" | "refused" | "unknown" | "not_needed"
  /** Whether articles may be counted; else the count is unknown. */
  count_allowed: boolean
  /** When this visit began: one interruption a visit. */
  visit_started_at: Time
  /** The recorded views of appeals; null: the device cannot remember. */
  asked: Encounter<Time>[] | null
  /** The appeals that the reader closed. */
  dismissed: Encounter<Time>[]
  /** When the reader last gave. */
  contributed_at: Time | null
  /** What was read; null: unknown. */
  history?: View<Time>[] | null
  /** Instead of a history: the article count by days, the page on screen included. A count restricted to sections or topics is then unknown. */
  counts?: Record<string, number> | null
  /** Whether the reader takes the newsletter; null: unknown. */
  newsletter?: boolean | null
  /** Until when the reader does not want to be asked at all, exclusive. */
  rests_until?: Time | null
  /** Whether the visit began with the page on screen: nothing interrupts it. */
  first_page?: boolean
}

/** A recorded view or a dismissal of an appeal. */
export interface Encounter<Time = number> {
  /** The campaign that asked. */
  campaign: string
  /** Where it asked. */
  placement: string
  /** When. */
  at: Time
}

/** The latest view of one article; its topics stand in code-point order. */
export interface View<Time = number> {
  /** The id of the article. */
  article: string
  /** When it was last read. */
  at: Time
  /** Its section; null: unknown. */
  section: string | null
  /** Its topics, in any order. */
  topics: string[]
}

/** The facts of the page on screen. */
export interface Page {
  /** Its id; null: it has none and is not counted. */
  article: string | null
  /** `article` and `live_blog` are counted, others not. */
  kind: string
  /** Its section; null: none. */
  section: string | null
  /** Its topics, in any order. */
  topics: string[]
  /** Whether it is marked as sensitive. */
  sensitive: boolean
  /** Whether somebody else paid for it. */
  sponsored: boolean
  /** Whether nobody is asked beside it. */
  silent?: boolean
}

/** What a variant says by language, with and without the number, and what it asks. */
export interface Copy<Time = number> {
  /** The words by language tag. */
  copy: Record<string, Words>
  /** The words for readers whose number is unknown; null: none. */
  copy_without_count: Record<string, Words> | null
  /** The first ask whose countries match is made; none where a newsletter is offered. */
  asks: Ask[]
  /** Of an inline appeal: after which paragraph of a story, or update of a live blog, it stands; null: the fourth. One with none after it has no place. */
  after_paragraph?: number | null
  /** What readers are to reach together; null: nothing. */
  goal?: Goal | null
  /** The moment of the words' deadline, after which they are not shown. */
  deadline?: Time | null
  /** Whether readers may ask to be reminded on a day instead. */
  remind?: boolean
  /** What is offered in place of asking for money; null: nothing. */
  newsletter?: NewsletterOffer | null
}

/** An appeal's words in one language. */
export interface Words {
  /** One line, without markup. */
  headline: string
  /** Paragraphs, without markup. */
  body: string[]
  /** Who signs; null: nobody. */
  signature: Signature | null
  /** On the button. `{amount}` prints what is chosen, such as $10 a month; else it follows the words. */
  join: string
  /** On the link for members. */
  sign_in: string
  /** A line about the deadline, `{deadline}` being its moment in the reader's own time; empty: none. */
  deadline?: string
}

/** Who signs a letter. */
export interface Signature {
  /** Whoever writes to the reader. */
  name: string
  /** What they do at the paper. */
  role: string
  /** The address of a picture of 160 × 160. */
  portrait: string | null
}

/** What is asked in some countries, and how its amounts are written there. */
export interface Ask {
  /** ISO 3166 codes; none in the last ask, which is for all. */
  countries: string[]
  /** How often it is paid. */
  interval: "month" | "year" | "once"
  /** The ISO 4217 code of the currency. */
  currency: string
  /** What is offered, in minor units. */
  amounts: number[]
  /** The one of them chosen beforehand. */
  preset: number
  /** The least that is taken. */
  minimum: number
  /** How many decimals minor units are: 6.00 is 600. */
  digits?: number | null
  /** How other amounts are written, `{amount}` being the number. */
  pattern?: string
  /** Each of the amounts, written in the edition's language. */
  written?: string[]
  /** Other intervals, each drawn as a card beside the preset; none: the amounts are drawn instead. */
  cards?: Card[]
}

/** What is offered beside the ask's own interval: one amount, in the ask's currency. */
export interface Card {
  /** How often it is paid. */
  interval: "month" | "year" | "once"
  /** In minor units. */
  amount: number
  /** The amount, written in the edition's language. */
  written: string
}

/** What readers are to reach together. */
export interface Goal {
  /** The amount, in the edition's language. */
  written: string
  /** The address of how far they are, seen from the line-up's: `given`, `left` (written amounts) and `share` (0 to 1). */
  progress: string
}

/** A newsletter that is offered in place of asking for money. */
export interface NewsletterOffer {
  /** Its short name, as it is asked for. */
  key: string
  /** As readers know it. */
  name: string
}
