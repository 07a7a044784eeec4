/*
 * Jupyter counts a cursor's place in code points, JavaScript in UTF-16 units: they differ behind an emoji.
 */

/** A place in a text counted in code points, in UTF-16 units. */
export function codePointsToUnits(text: string, codePoints: number): number {
  return Array.from(text).slice(0, codePoints).join("").length;
}

/** A place in a text counted in UTF-16 units, in code points. */
export function unitsToCodePoints(text: string, units: number): number {
  return Array.from(text.slice(0, units)).length;
}
