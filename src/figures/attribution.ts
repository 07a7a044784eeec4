import type { AttributionRow } from "../analytics/attribute.js";
import type { StrikeGrid } from "../grid/strike-grid.js";
import { amountAxis } from "./axes.js";
import { NEUTRAL, colourOfSign } from "./colours.js";
import type { Figure } from "./figure.js";
import { draw, drawNothing } from "./look.js";
import { amount, amountWithUnit, percent } from "./units.js";
import { barInWords, counted, fieldInWords, span } from "./words.js";

/** How {@link attribution} writes rows that do not know where they come from. */
export interface AttributionOptions {
  /**
   * `waterfall` (default): each bar goes on where the one above ends, from zero to the net total, which is the last bar.
   * `bars`: all start at zero.
   */
  form?: "waterfall" | "bars" | undefined;
  /** How many strikes get a bar of their own, default 12; the rest is one bar. */
  n?: number | undefined;
  /** The grid that was attributed: gives the symbol, the field, its unit and origin, and the stretch of time. */
  grid?: StrikeGrid | undefined;
  /** Symbol for the title where there is no grid; default none. */
  symbol?: string | undefined;
  /** Unit of the values where there is no grid; default `USD`. */
  unit?: string | undefined;
  /** Whole title; default made from the grid or the symbol. */
  title?: string | undefined;
}

/**
 * Which strikes made the total: from zero to the net total in steps, a bar a strike, the largest magnitude on top, what is
 * left as one bar, and the net below. Beside each its value and how much of the gross total (the sum of magnitudes) it
 * covers with those above it. Rows that were filtered still belong to their whole: what is missing counts as that. No
 * rows give a figure that says so.
 *
 * @throws RangeError when `n` is not a whole number of strikes, 1 or more.
 * @example
 * const late = delta.between("14:30", "15:00");
 * plot.attribution(attribute(late), { grid: late });
 */
export function attribution(
  rows: readonly AttributionRow[],
  { form = "waterfall", n = 12, grid, symbol, unit = grid?.unit ?? "USD", title }: AttributionOptions = {},
): Figure {
  if (!(Number.isInteger(n) && n >= 1)) throw new RangeError(`n is how many strikes to show, 1 or more, not ${n}`);
  const what = title ?? titleOf(grid, symbol);
  const [when, origin] = [grid && span(grid), grid?.origin];
  const sorted = [...rows].sort((a, b) => Math.abs(b.value) - Math.abs(a.value) || a.strike - b.strike);
  if (sorted.length === 0)
    return drawNothing({ what, when, origin }, "No contributions: nothing is known in this stretch.");

  const { net, gross } = totalsOf(sorted);
  const shown = sorted.slice(0, n);
  const bars = shown.map(({ strike, value }) => ({
    tick: `${strike}`,
    label: `${strike}`,
    value,
    colour: colourOfSign(value),
  }));
  const listed = shown.reduce((sum, { value }) => sum + value, 0);
  const listedGross = shown.reduce((sum, { value }) => sum + Math.abs(value), 0);
  const whole = sorted.reduce((sum, { value }) => sum + Math.abs(value), 0) >= gross * (1 - 1e-9);
  if (sorted.length > n || !whole) {
    const more = sorted.length - n;
    const tick = whole ? counted(more, "other") : "all others";
    const label = whole ? counted(more, "other strike") : "all other strikes";
    bars.push({ tick, label, value: net - listed, colour: NEUTRAL });
  }
  const waterfall = form === "waterfall";
  const steps = waterfall ? runningEnds(bars.map(({ value }) => value)) : bars.map(() => 0);
  if (waterfall) bars.push({ tick: "net", label: "net", value: net, colour: NEUTRAL });
  const values = bars.map(({ value }) => value);
  const bases = waterfall ? [0, ...steps.slice(0, -1), 0] : steps;
  const ends = values.map((value, i) => bases[i] + value);
  const places = bars.map((_, i) => i + 1);
  const writtenNet = amountWithUnit(net, unit);
  const covered = percent(listedGross / gross);
  return draw(
    [
      {
        type: "bar",
        orientation: "h",
        name: "contribution",
        x: values,
        base: bases,
        y: places,
        width: 0.72,
        marker: { color: bars.map(({ colour }) => colour) },
        text: values.map((value) => amount(value, unit)),
        // Beside the bars, in a column: at their ends there is no room in a narrow figure.
        textposition: "none",
        customdata: bars.map(({ label, value }) => `${label}: <b>${amountWithUnit(value, unit)}</b>`),
        hovertemplate: "%{customdata}<extra></extra>",
      },
    ],
    {
      height: 150 + 24 * bars.length,
      xaxis: amountAxis(Math.min(...ends, ...bases), Math.max(...ends, ...bases), unit, true),
      yaxis: {
        range: [bars.length + 0.6, -0.3],
        tickvals: places,
        ticktext: bars.map(({ tick }) => `${tick}\u2002`),
        fixedrange: true,
        showgrid: false,
        zeroline: false,
      },
      margin: { r: 122 },
      ...(waterfall ? { shapes: ends.slice(0, -1).map((end, i) => connector(end, places[i])) } : {}),
      annotations: [
        ...values.map((value, i) => columnText(amount(value, unit), VALUE, i + 1)),
        columnText("value", VALUE, 0.15),
        columnText("covered", COVERED, 0.15),
        ...shown.map((_, i) => columnText(percent(coverageTo(shown, i, gross)), COVERED, i + 1)),
      ],
    },
    {
      what,
      when,
      origin,
      notes: [`net ${writtenNet}`, `${covered} of the gross total at ${counted(shown.length, "strike")}`],
      text:
        `${[what, when].filter(Boolean).join(", ")}: net ${writtenNet}; largest ${amount(values[0], unit)} at ${shown[0].strike}; ` +
        `${covered} of the gross total at ${counted(shown.length, "strike")}.`,
    },
  );
}

function titleOf(grid: StrikeGrid | undefined, symbol: string | undefined): string {
  if (grid === undefined) return symbol === undefined ? "Contributions by strike" : `${symbol} contributions by strike`;
  // A sum over the stretch, so no longer per bar.
  return `${grid.symbol} ${fieldInWords(grid).replace(` per ${barInWords(grid.barMs)}`, "")} by strike`;
}

/** Net and gross total of the whole that rows were taken from, which their shares remember. */
function totalsOf(rows: readonly AttributionRow[]): { net: number; gross: number } {
  const [{ value, share, net_share }] = rows;
  // No net share is no net total: what was bought was sold again.
  return { net: Number.isFinite(value / net_share) ? value / net_share : 0, gross: Math.abs(value) / share || 0 };
}

function runningEnds(values: readonly number[]): number[] {
  let sum = 0;
  return values.map((value) => (sum += value));
}

/** From the end of a bar down to the start of the next. */
function connector(x: number, place: number): object {
  const line = { color: NEUTRAL, width: 1 };
  return { type: "line", x0: x, x1: x, y0: place + 0.36, y1: place + 0.64, line, layer: "below" };
}

function coverageTo(rows: readonly AttributionRow[], last: number, gross: number): number {
  return rows.slice(0, last + 1).reduce((sum, { value }) => sum + Math.abs(value), 0) / gross;
}

/** Right edges of the columns beside the bars, pixels. */
const [VALUE, COVERED] = [66, 118];

function columnText(text: string, right: number, y: number): object {
  const font = { size: 11 };
  return { text, xref: "paper", x: 1, xanchor: "right", xshift: right, y, yanchor: "middle", showarrow: false, font };
}
