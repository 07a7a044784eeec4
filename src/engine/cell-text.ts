/** What stands in a column for a cell that is not empty and cannot be read. An empty cell, or one that says NaN, is NaN. */
export const UNREADABLE: number = -Infinity;

/**
 * The number that a cell without spaces says, {@link UNREADABLE} for a word, undefined where it takes more rules than
 * these to tell.
 */
export function numberOf(text: string): number | undefined {
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text);
  if (/^nan$/i.test(text)) return NaN;
  return /^(?!inf)[a-z]+$/i.test(text) ? UNREADABLE : undefined;
}

/** What {@link numberOf} is for a number, for a right: +1 for a call, -1 for a put. */
export function rightOf(text: string): number | undefined {
  if (/^(c|call)$/i.test(text)) return 1;
  if (/^(p|put)$/i.test(text)) return -1;
  return /^[a-z\d]+$/i.test(text) ? UNREADABLE : undefined;
}
