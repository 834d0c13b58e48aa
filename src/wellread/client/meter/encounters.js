/** Remembers how the reader met an appeal: fetched only where one is drawn. */
import { KEPT, erase, spelled, storedEncounters, write } from "./device.js";

/** @import { Encounter } from "../engine/types" */

const MOST_ENCOUNTERS = 200

/**
 * Remembers that an appeal was seen or dismissed.
 * @param {"asked" | "dismissed"} what
 * @param {Encounter} encounter
 */
export function remember(what, encounter) {
  const encounters = [...storedEncounters(what), encounter].slice(-MOST_ENCOUNTERS)
  write(KEPT[what], spelled(encounters))
}

/**
 * Remembers what stands over the page until it counts as seen: whoever leaves before that is not
 * met by another in the same visit.
 * @param {Encounter | null} encounter
 */
export function standsOver(encounter) {
  if (encounter) write(KEPT.interrupted, spelled([encounter]))
  else erase(KEPT.interrupted)
}
