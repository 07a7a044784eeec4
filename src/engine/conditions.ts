/**
 * What kind of a trade it is, by code.
 *
 *   regular    matched against the book, or nothing else is known
 *   cancelled  taken back, or the notice that takes it back
 *   late       reported late or out of sequence: its time is that of the report
 *   multi_leg  a leg of a package of options, or of options and stock, and priced as part of it: the quote says little
 *              about its side
 *   auction    one option matched in an auction, in a cross or on the floor, not against the book
 */
export const CONDITIONS = ["regular", "cancelled", "late", "multi_leg", "auction"] as const;

/** One of {@link CONDITIONS}. */
export type Condition = (typeof CONDITIONS)[number];

/**
 * The letters of OPRA's last sale messages by condition; case matters. Those of trades that OPRA says to process as
 * regular ones are regular: I (electronic), J (reopening), S (intermarket sweep); and so is v, extended hours, which its
 * time tells. L, M, P and Q (spread, straddle, buy-write, combination) stand in older files only.
 *
 * Source: OPRA's binary interface specification, message types of category a, Equity and Index Last Sale.
 */
const OPRA_LETTERS: Record<Condition, string> = {
  regular: "IJSv",
  cancelled: "ACEG",
  late: "BDFH",
  multi_leg: "fghijklmnopqrstuLMPQ",
  auction: "abcde",
};

/** Codes by what is written for a condition: a name in lower case with underscores, or a letter of OPRA. */
export const CONDITION_WORDS: ReadonlyMap<string, number> = new Map([
  ...CONDITIONS.flatMap((name, code) => [name, ...OPRA_LETTERS[name]].map((word) => [word, code] as const)),
  ["canceled", CONDITIONS.indexOf("cancelled")],
]);

/**
 * The code of a text for a condition: one of {@link CONDITIONS}, upper or lower case, with a space, hyphen or underscore
 * between; or a letter of OPRA. An empty text is regular, -1 is a text that is none.
 *
 * @example
 * conditionCode("Multi-Leg"); // 3
 * conditionCode("f"); // 3, a multi-leg trade to OPRA
 * conditionCode("F"); // 2, a late report of the opening to OPRA
 */
export function conditionCode(text: string): number {
  const word = text.trim();
  if (word === "") return 0;
  return CONDITION_WORDS.get(word) ?? CONDITION_WORDS.get(word.length === 1 ? "" : snakeCase(word)) ?? -1;
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
    if (code < 0) throw new RangeError(`leaveOut must be some of ${CONDITIONS.join(", ")}, not "${String(condition)}"`);
    mask[code] = 1;
  }
  return mask;
}

function snakeCase(word: string): string {
  return word.toLowerCase().replace(/[\s-]+/g, "_");
}
