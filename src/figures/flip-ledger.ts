import type { SurvivalRow } from "../analytics/flip-survival.js";
import type { SignFlip } from "../analytics/flips.js";
import type { StrikeGrid } from "../grid/strike-grid.js";
import { MINUTE, newYorkDate, newYorkDateTime } from "../session.js";
import { timeAxis } from "./axes.js";
import { bothClocks, clock } from "./clock.js";
import { NEGATIVE, POSITIVE, transparent } from "./colours.js";
import type { Figure } from "./figure.js";
import { draw, drawNothing } from "./look.js";
import { halfLife, survivalAxes, survivalTraces } from "./survival-panel.js";
import { amount } from "./units.js";
import { counted, fieldInWords, span } from "./words.js";

/** A flip, with its certificate where it has been tested: rows of `signFlips` or `flipCertificates`. */
export type LedgerFlip = SignFlip & { readonly certified?: boolean | undefined; readonly q?: number | undefined };

/** What {@link flipLedger} shows, and what it knows beside the flips. */
export interface FlipLedgerOptions {
  /** The grid they were found in: gives symbol, field, unit, origin and the session's stretch of time. */
  grid?: StrikeGrid | undefined;
  /** Rows of `flipSurvival` to draw beside the flips; default none. */
  survival?: readonly SurvivalRow[] | undefined;
  /** How many flips get a row, default 20: the certified ones, then those that moved furthest. */
  n?: number | undefined;
  /** Unit of the values where there is no grid; default `USD`. */
  unit?: string | undefined;
  /** Whole title; default made from the grid, or `Sign flips`. */
  title?: string | undefined;
}

/**
 * The flips as a ledger, a row each in the order of time: strike and direction, from when to when the new sign lived, the
 * size before and after. ▲ and orange to positive, ▼ and blue to negative; an arrow where the sign still held at the end,
 * a hollow mark where a gap hides the exact time, ✓ for a certified flip, those without a certificate paler. Below them
 * how many flips live longer than so many bars, with its interval. No flips give a figure that says so.
 *
 * @throws RangeError when `n` is not a whole number of flips, 1 or more.
 * @example
 * const flips = flipCertificates(gex, { minRun: 3 });
 * plot.flipLedger(flips, { grid: gex, survival: flipSurvival(flips, gex) });
 */
export function flipLedger(
  list: readonly LedgerFlip[],
  { grid, survival = [], n = 20, unit = grid?.unit ?? "USD", title }: FlipLedgerOptions = {},
): Figure {
  if (!(Number.isInteger(n) && n >= 1)) throw new RangeError(`n is how many flips to show, 1 or more, not ${n}`);
  const what = title ?? (grid === undefined ? "Sign flips" : `${grid.symbol} ${fieldInWords(grid)}: sign flips`);
  const when = grid === undefined ? list[0] && newYorkDate(list[0].t) : span(grid);
  const origin = grid?.origin;
  if (list.length === 0) return drawNothing({ what, when, origin }, "No sign flips in this stretch.");

  const moveOf = ({ before, after }: SignFlip): number => Math.abs(after - before);
  const shown = [...list]
    .sort(
      (a, b) =>
        Number(b.certified === true) - Number(a.certified === true) ||
        moveOf(b) - moveOf(a) ||
        a.t - b.t ||
        a.strike - b.strike,
    )
    .slice(0, n)
    .sort((a, b) => a.t - b.t || a.strike - b.strike);
  const barMs = grid?.barMs ?? MINUTE;
  const endOf = ({ t, held }: SignFlip): number => t + held * barMs;
  const times = grid?.times ?? [shown[0].t - barMs, Math.max(...shown.map(endOf))];
  const gridEnd = grid === undefined ? Infinity : times[times.length - 1] + barMs;
  const places = shown.map((_, i) => i + 1);
  const tested = list.some(({ certified }) => certified !== undefined);
  const certified = list.filter((flip) => flip.certified === true).length;
  const beside = survival.length > 0;
  const colours = shown.map((flip) => {
    const colour = flip.direction === "up" ? POSITIVE : NEGATIVE;
    return tested && flip.certified !== true ? transparent(colour, 0.5) : colour;
  });
  const hovers = shown.map((flip) => hover(flip, unit, barMs));
  const alive = shown.map((flip) => endOf(flip) >= gridEnd);
  const ups = list.filter(({ direction }) => direction === "up").length;
  const half = halfLife(survival);
  const ledger = ROW * (shown.length + 0.2);
  const plotted = beside ? ledger + BETWEEN + SURVIVAL : ledger;
  return draw(
    [
      {
        type: "bar",
        orientation: "h",
        name: "time with the new sign",
        base: shown.map(({ t }) => newYorkDateTime(t)),
        // On a date axis lengths are milliseconds.
        x: shown.map(({ held }) => held * barMs),
        y: places,
        width: 0.5,
        marker: { color: colours },
        customdata: hovers,
        hovertemplate: "%{customdata}<extra></extra>",
      },
      {
        type: "scatter",
        mode: "markers",
        name: "flips",
        x: shown.map(({ t }) => newYorkDateTime(t)),
        y: places,
        marker: {
          symbol: shown.map(({ direction, across_gap }) => `triangle-${direction}${across_gap ? "-open" : ""}`),
          color: shown.map(({ direction }) => (direction === "up" ? POSITIVE : NEGATIVE)),
          size: 11,
          line: { width: shown.map(({ across_gap }) => (across_gap ? 1.6 : 0)) },
        },
        customdata: hovers,
        hovertemplate: "%{customdata}<extra></extra>",
        cliponaxis: false,
      },
      {
        type: "scatter",
        mode: "markers",
        name: "still alive",
        x: shown.filter((_, i) => alive[i]).map((flip) => newYorkDateTime(endOf(flip))),
        y: places.filter((_, i) => alive[i]),
        marker: { symbol: "triangle-right", color: colours.filter((_, i) => alive[i]), size: 10 },
        hoverinfo: "skip",
        cliponaxis: false,
      },
      ...(beside ? survivalTraces(survival) : []),
    ],
    {
      height: 140 + plotted,
      hovermode: "closest",
      xaxis: { ...timeAxis(times, barMs), anchor: "y" },
      yaxis: {
        domain: [1 - ledger / plotted, 1],
        range: [shown.length + 0.6, 0.4],
        tickvals: places,
        ticktext: shown.map((flip) => rowLabel(flip, unit)),
        tickfont: { size: 11 },
        fixedrange: true,
        showgrid: false,
        zeroline: false,
      },
      ...(beside ? survivalAxes(survival, barMs, SURVIVAL / plotted) : {}),
    },
    {
      what,
      when,
      origin,
      notes: [
        `<span style="color:${POSITIVE}">▲</span> ${ups} <span style="color:${NEGATIVE}">▼</span> ${list.length - ups}`,
        ...(list.length > shown.length ? [`${shown.length} of ${list.length}`] : []),
        ...(tested ? [`✓ certified: ${certified}`] : []),
        ...(alive.some(Boolean) ? ["▶ still held"] : []),
        ...(shown.some(({ across_gap }) => across_gap) ? ["hollow: across a gap"] : []),
      ],
      text:
        `${[what, when].filter(Boolean).join(", ")}: ${counted(list.length, "flip")}, ${ups} to positive, ` +
        `${list.length - ups} to negative${tested ? `, ${certified} certified` : ""}; ` +
        `largest ${inWords(
          shown.reduce((most, flip) => (moveOf(flip) > moveOf(most) ? flip : most)),
          unit,
        )}.` +
        `${half === undefined ? "" : ` Half of them are over within ${counted(half, "bar")}.`}`,
    },
  );
}

/** Pixels: of a row of two lines, of the survival below, and between the two, where the time axis stands. */
const [ROW, SURVIVAL, BETWEEN] = [33, 140, 76];

/** Strike and direction, and below them the size before and after. */
function rowLabel(flip: LedgerFlip, unit: string): string {
  const mark = flip.certified === true ? "✓ " : "";
  const sizes = `${amount(flip.before, unit)} → ${amount(flip.after, unit)}`;
  return `${mark}<b>${flip.strike}</b> ${arrow(flip)}\u2002<br><span style="font-size:10px">${sizes}\u2002</span>`;
}

function arrow({ direction }: SignFlip): string {
  return direction === "up" ? "▲" : "▼";
}

function inWords(flip: SignFlip, unit: string): string {
  return `${arrow(flip)} ${flip.strike}, ${flip.time} ET: ${amount(flip.before, unit)} → ${amount(flip.after, unit)}`;
}

function hover(flip: LedgerFlip, unit: string, barMs: number): string {
  const from = `${bothClocks(flip.t)} to ${clock(flip.t + flip.held * barMs)} ET`;
  const certificate =
    flip.certified === undefined
      ? ""
      : `<br>${flip.certified ? "certified" : "not certified"}${Number.isFinite(flip.q) ? `, q ${flip.q!.toFixed(3)}` : ", not tested"}`;
  const gap = flip.across_gap ? "<br>across a gap: the time is not certain" : "";
  return `<b>${inWords(flip, unit)}</b><br>${from}, ${counted(flip.held, "bar")}, known at ${flip.confirmed}${certificate}${gap}`;
}
