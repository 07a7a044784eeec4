import type { SignFlip } from "../analytics/flips.js";
import type { StrikeGrid } from "../grid/strike-grid.js";
import { MINUTE, newYorkDate, newYorkDateTime } from "../session.js";
import { strikeAxis, timeAxis } from "./axes.js";
import { NEGATIVE, POSITIVE } from "./colours.js";
import type { Figure, PlotlyObject } from "./figure.js";
import { draw, drawNothing } from "./look.js";
import { spotLine } from "./spot-line.js";
import { amount, price } from "./units.js";
import { counted, fieldInWords, span } from "./words.js";

/** What {@link flips} knows beside the flips. */
export interface FlipsOptions {
  /** The grid they were found in: gives the symbol, the field, its unit and origin, the time axis and the spot line. */
  grid?: StrikeGrid | undefined;
  /** Unit of the values where there is no grid; default `USD`. */
  unit?: string | undefined;
  /** Whole title; default made from the grid, or `Sign flips`. */
  title?: string | undefined;
}

/**
 * Where and when the sign flipped: strike x time, ▲ in orange to positive, ▼ in blue to negative, larger where the
 * value moved further, hollow where a gap hides the exact time; the spot as a line where a grid is given. No flips give
 * a figure that says so.
 *
 * @example plot.flips(signFlips(gex, { deadBand: 5e6, minRun: 3 }), { grid: gex });
 */
export function flips(
  list: readonly SignFlip[],
  { grid, unit = grid?.unit ?? "USD", title }: FlipsOptions = {},
): Figure {
  const what = title ?? (grid === undefined ? "Sign flips" : `${grid.symbol} ${fieldInWords(grid)}: sign flips`);
  const when = grid === undefined ? dateOf(list) : span(grid);
  if (list.length === 0) return drawNothing({ what, when, origin: grid?.origin }, "No sign flips in this stretch.");

  const ups = list.filter(({ direction }) => direction === "up");
  const downs = list.filter(({ direction }) => direction === "down");
  const moveOf = ({ before, after }: SignFlip): number => Math.abs(after - before);
  const largest = list.reduce((most, flip) => (moveOf(flip) > moveOf(most) ? flip : most));
  const barMs = grid?.barMs ?? MINUTE;
  const first = list[0].t;
  const last = list[list.length - 1].t;
  // Without a grid the axis reaches a little beyond the flips; whole minutes, as they are written.
  const air = MINUTE * Math.ceil((last - first) / (25 * MINUTE) + 1);
  const times = grid?.times ?? [first - air, last + air];
  const size = (flip: SignFlip): number =>
    Math.round(10 * (7 + 9 * Math.sqrt(moveOf(flip) / (moveOf(largest) || 1)))) / 10;
  const mark = (some: readonly SignFlip[], up: boolean): PlotlyObject => ({
    type: "scatter",
    mode: "markers",
    name: up ? "to positive" : "to negative",
    x: some.map(({ t }) => newYorkDateTime(t + barMs / 2)),
    y: some.map(({ strike }) => strike),
    marker: {
      symbol: some.map(({ across_gap }) => `triangle-${up ? "up" : "down"}${across_gap ? "-open" : ""}`),
      color: up ? POSITIVE : NEGATIVE,
      size: some.map(size),
      opacity: 0.9,
      line: { width: some.map(({ across_gap }) => (across_gap ? 1.5 : 0)) },
    },
    text: some.map((flip) => hover(flip, unit)),
    hovertemplate: "%{text}<extra></extra>",
    cliponaxis: false,
  });
  return draw(
    [...(grid === undefined ? [] : spotLine(grid, "page")), mark(ups, true), mark(downs, false)],
    {
      height: 480,
      hovermode: "closest",
      xaxis: timeAxis(times, barMs),
      yaxis: strikeAxis(strikeRange(list, grid)),
    },
    {
      what,
      when,
      origin: grid?.origin,
      notes: [
        `${glyph("\u25b2", POSITIVE)} to positive: ${ups.length}`,
        `${glyph("\u25bc", NEGATIVE)} to negative: ${downs.length}`,
        ...(list.some(({ across_gap }) => across_gap) ? ["hollow: across a gap"] : []),
        ...(grid === undefined || Number.isNaN(grid.lastSpot) ? [] : [`line: spot, last ${price(grid.lastSpot)}`]),
      ],
      text:
        `${[what, when].filter(Boolean).join(", ")}: ${ups.length} to positive, ${downs.length} to negative at ` +
        `${counted(new Set(list.map(({ strike }) => strike)).size, "strike")}; largest ${inWords(largest, unit)}.`,
    },
  );
}

function dateOf(list: readonly SignFlip[]): string | undefined {
  return list.length === 0 ? undefined : newYorkDate(list[0].t);
}

function hover(flip: SignFlip, unit: string): string {
  const gap = flip.across_gap ? "<br>across a gap: the time is not certain" : "";
  return `<b>${inWords(flip, unit)}</b><br>known at ${flip.confirmed}, held ${counted(flip.held, "bar")}${gap}`;
}

function inWords({ direction, strike, time, before, after }: SignFlip, unit: string): string {
  const arrow = direction === "up" ? "\u25b2" : "\u25bc";
  return `${arrow} ${strike}, ${time} ET: ${amount(before, unit)} \u2192 ${amount(after, unit)}`;
}

function glyph(text: string, colour: string): string {
  return `<span style="color:${colour}">${text}</span>`;
}

/** From the lowest to the highest of the flips and of the spot, with some air. */
function strikeRange(list: readonly SignFlip[], grid: StrikeGrid | undefined): [number, number] {
  const spots = grid === undefined ? [] : grid.spot.filter((spot) => !Number.isNaN(spot));
  const prices = [...list.map(({ strike }) => strike), ...spots];
  const [low, high] = [Math.min(...prices), Math.max(...prices)];
  const air = 0.06 * (high - low) || 1;
  return [low - air, high + air];
}
