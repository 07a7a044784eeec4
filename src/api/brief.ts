/**
 * The beginning of a text that may be of any length, with `…` where it was cut.
 *
 * @param most characters that are kept
 * @example brief("abcdef", 3) // "abc…"
 */
export function brief(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
