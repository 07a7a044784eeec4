/**
 * What kind of a print a trade is, by code.
 *
 *   regular    anything else
 *   cancelled  taken back, or the notice that takes it back
 *   late       reported late or out of sequence: its time is that of the report
 *   multi_leg  a leg of a package, priced as part of it: the quote says little about its side
 *   auction    matched in an auction or cross
 */
export const CONDITIONS = ["regular", "cancelled", "late", "multi_leg", "auction"] as const;

/** One of {@link CONDITIONS}. */
export type Condition = (typeof CONDITIONS)[number];

/**
 * The code of a word for a condition, upper or lower case, with a space, hyphen or underscore between; an empty word is
 * regular. -1 for a word that is none.
 *
 * @example conditionCode("Multi-Leg") // 3
 */
export function conditionCode(word: string): number {
  const name = word
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, "_");
  return name === "" ? 0 : CONDITIONS.indexOf((name === "canceled" ? "cancelled" : name) as Condition);
}

/**
 * Which codes are left out: 1 at the code of each given condition.
 *
 * @throws RangeError for a word that is no condition.
 */
export function conditionMask(conditions: readonly Condition[]): Uint8Array {
  const mask = new Uint8Array(CONDITIONS.length);
  for (const condition of conditions) {
    const code = CONDITIONS.indexOf(condition);
    if (code < 0)
      throw new RangeError(`leaveOut must be some of ${CONDITIONS.join(", ")}, not "${String(condition)}"`);
    mask[code] = 1;
  }
  return mask;
}
