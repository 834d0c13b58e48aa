/** What another site's page says of itself, to search engines, to social networks and to us. */

import { LONGEST_ID, LONGEST_WORD, MOST_TOPICS } from "../engine/history.js";

/** @import { PageFacts, Settings } from "../types" */
/** @typedef {{path: string, canonical: string, structured: string[]}} Told what a page had said when it was left */

// schema.org's articles: NewsArticle, OpinionNewsArticle, BlogPosting, LiveBlogPosting, Report …
const ARTICLE = /(Article|BlogPosting|\bReport)\b/
const LIVE_BLOG = /LiveBlogPosting\b/
const SPONSORED = /AdvertiserContentArticle\b/
// What tells where a reader came from, and nothing of what is read.
const FOREIGN_KEYS = /&(utm_\w*|fbclid|gclid|mc_[ce]id)=[^&]*/g

/**
 * The facts by which the page is counted and asked on. A page without reload may still bear what the
 * last one said: that is no fact of this one.
 * @param {Settings} settings
 * @param {HTMLElement | undefined} script
 * @param {Told | undefined} former
 * @returns {PageFacts}
 */
export function readFacts(settings, script, former) {
  const is = told()
  const isStale = former?.canonical === is.canonical
  const canonical = isStale ? "" : is.canonical
  const structured = isStale && `${former?.structured}` === `${is.structured}` ? [] : is.structured
  const node = articleNode(structured, canonical || location.href)
  /** @param {string} name */
  const said = (name) => bodySaid(name) ?? script?.dataset[name]
  // Of several pages without reload, the script's tag names the first.
  const own = bodySaid("article") ?? (former ? undefined : script?.dataset.article)
  const kinds = kindsOf(node)
  const isArticle = node || own || (!isStale && meta("og:type") === "article")
  const kind = LIVE_BLOG.test(kinds) ? "live_blog" : isArticle ? "article" : "page"
  const section = said("section") ?? texts(node?.articleSection)[0] ?? meta("article:section")
  const topics = said("topics")?.split(",") ?? words(node?.keywords) ?? metas("article:tag")
  const silent = isSaid(said("silent"))
  return {
    ...settings,
    kind: said("kind") ?? kind,
    // An address is known by its end.
    article: (own ?? (canonical || plainAddress())).slice(-LONGEST_ID),
    section: section?.trim().slice(0, LONGEST_WORD) || null,
    topics: topics.map((one) => one.trim().slice(0, LONGEST_WORD)).filter(Boolean).slice(0, MOST_TOPICS),
    sensitive: isSaid(said("sensitive")),
    sponsored: isSaid(said("sponsored")) || SPONSORED.test(kinds),
    silent,
    asks: !silent,
  }
}

/** What the page says at this moment, to tell it from what the next one says. @returns {Told} */
export function told() {
  /** @type {HTMLLinkElement | null} */
  const link = document.querySelector('link[rel="canonical"]')
  return {
    path: location.pathname + location.search,
    canonical: link?.href || meta("og:url") || "",
    structured: [...document.querySelectorAll('script[type="application/ld+json"]')].map((/** @type {any} */ one) => one.text),
  }
}

/** The element that holds the text. @param {HTMLElement | undefined} script */
export function textOf(script) {
  const places = [script?.dataset.text, '[data-wellread="text"]', '[itemprop~="articleBody"]', ".entry-content", "article", "main"]
  return places.map(found).find(Boolean) ?? document.body
}

/** The first element that a selector finds; one that is none finds nothing.
 * @param {string | undefined} selector
 * @returns {HTMLElement | null}
 */
function found(selector) {
  try {
    return selector ? document.querySelector(selector) : null
  } catch {
    return null
  }
}

/** @param {string} name */
const bodySaid = (name) => document.body.dataset[`wellread${name[0].toUpperCase()}${name.slice(1)}`]

/** @param {string | undefined} value */
const isSaid = (value) => value !== undefined && !["false", "no", "0"].includes(value)

/** The address without what follows readers about. */
const plainAddress = () => location.origin + location.pathname
  + location.search.replace("?", "&").replace(FOREIGN_KEYS, "").replace("&", "?")

/** The one article that the page is; of several, the one at its own address.
 * @param {string[]} structured @param {string} address
 */
function articleNode(structured, address) {
  const articles = structured.flatMap(nodes).filter((node) => ARTICLE.test(kindsOf(node)))
  const own = (/** @type {Record<string, any>} */ { url, mainEntityOfPage: main, "@id": id }) =>
    [url, main?.["@id"] ?? main, id].includes(address)
  return articles.length > 1 ? articles.find(own) : articles[0]
}

/** @param {string} text @returns {Record<string, any>[]} */
function nodes(text) {
  try {
    return [JSON.parse(text)].flat(3).flatMap((one) => [one, one?.["@graph"]].flat(3))
      .filter((one) => one && typeof one === "object")
  } catch {
    return []
  }
}

/** @param {Record<string, any> | undefined} node */
const kindsOf = (node) => texts(node?.["@type"]).join()

/** The texts of what may be one, several or none. @param {unknown} value @returns {string[]} */
const texts = (value) => [value].flat().filter((one) => typeof one === "string")

/** Keywords, as a list or parted by commas. @param {unknown} value */
const words = (value) => (value ? texts(value).flatMap((one) => one.split(",")) : null)

/** @param {string} name */
const meta = (name) => metas(name)[0]

/** @param {string} name @returns {string[]} */
const metas = (name) => [...document.querySelectorAll("meta")]
  .filter((one) => [one.getAttribute("property"), one.name].includes(name)).map((one) => one.content)
