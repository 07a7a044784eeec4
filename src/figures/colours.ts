/**
 * The colours of all figures. They are our own tables, computed in CIELAB: the two arms of the diverging one have the
 * same lightness step by step, so neither sign looks larger, and differ in hue (blue against orange) along the axis
 * that red-green colour-blindness leaves intact. The tests simulate protanopia and deuteranopia and measure it.
 */

/** From the most negative (deep blue) over zero (near white) to the most positive (deep orange). */
export const DIVERGING: readonly string[] = [
  "#0a4b7e",
  "#0e5e96",
  "#1775b2",
  "#328dcb",
  "#49a5e3",
  "#65bdf7",
  "#96d2fc",
  "#c0e5fe",
  "#f2f2f2",
  "#fcdab5",
  "#f7c089",
  "#efa45f",
  "#e58634",
  "#cf6b20",
  "#b8500d",
  "#9f3905",
  "#882604",
];

/** From zero (near white) to the largest (petrol), lightness falling in even steps; for fields without a sign. */
export const SEQUENTIAL: readonly string[] = [
  "#f2f4f3",
  "#bce9dd",
  "#91d6cc",
  "#5dc1bf",
  "#2ea9b2",
  "#258fa1",
  "#1e758e",
  "#175c7a",
  "#114364",
];

/** One colour for a sign or for a magnitude. All three are legible on white and on black. */
export const POSITIVE = "#cf6b20";
export const NEGATIVE = "#328dcb";
export const MAGNITUDE = "#258fa1";

/**
 * Of kinds, not of amounts: calls and puts, levels, factors. Found by a search for five colours of one lightness that stay
 * apart from each other and from {@link NEUTRAL} for every eye; what has one also has a dash, a pattern or its name.
 */
export const KINDS: readonly string[] = ["#186890", "#b85040", "#6040e8", "#c07800", "#d060e8"];

/** Of lines that have no sign and that the page does not colour: as far from white as from black. */
export const NEUTRAL = "#7a7d80";

/** Ground of a heatmap, seen where there is no value: unlike every colour of the tables, zero's too. */
export const NO_VALUE = "rgba(127,127,127,0.25)";

/** Colour of a value's sign; zero counts as positive. */
export function colourOfSign(value: number): string {
  return value < 0 ? NEGATIVE : POSITIVE;
}

/** A colour of six digits through which so much is seen: `rgba(207,107,32,0.3)`. */
export function transparent(colour: string, alpha: number): string {
  const channels = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  return `rgba(${channels.join(",")},${alpha})`;
}

/** A table as Plotly's colorscale, evenly spread from 0 to 1. */
export function colorscale(table: readonly string[]): [number, string][] {
  return table.map((colour, i) => [i / (table.length - 1), colour]);
}
