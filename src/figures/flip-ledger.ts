import type { SurvivalRow } from "../analytics/flip-survival.js";
import type { SignFlip } from "../analytics/flips.js";
import type { StrikeGrid } from "../grid/strike-grid.js";
import { MINUTE, newYorkDate, newYorkDateTime } from "../session.js";
import { timeAxis } from "./axes.js";
import { bothClocks, clock } from "./clock.js";
import { KINDS, NEGATIVE, POSITIVE, transparent } from "./colours.js";
import type { Figure, PlotlyObject } from "./figure.js";
import { draw, drawNothing } from "./look.js";
import { amount, percent } from "./units.js";
import { barInWords, counted, fieldInWords, span } from "./words.js";

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
 * a hollow mark where a gap hides the exact time, ✓ for a certified flip, those without a certificate paler. Beside them
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
      height: Math.max(beside ? 320 : 0, 130 + 22 * shown.length),
      hovermode: "closest",
      xaxis: { ...timeAxis(times, barMs), nticks: 7, domain: [0, beside ? 0.62 : 1] },
      yaxis: {
        range: [shown.length + 0.6, 0.4],
        tickvals: places,
        ticktext: shown.map((flip) => rowLabel(flip, unit)),
        fixedrange: true,
        showgrid: false,
        zeroline: false,
      },
      ...(beside ? survivalAxes(survival, barMs) : {}),
      annotations: beside
        ? [
            {
              text: `<b>survival</b>`,
              xref: "paper",
              x: 0.74,
              xanchor: "left",
              yref: "paper",
              y: 1,
              yanchor: "bottom",
              yshift: 2,
              showarrow: false,
              font: { size: 12 },
            },
          ]
        : [],
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

/** Plotly draws labels of ticks in one font: the size is in the label, the strike first. */
function rowLabel(flip: LedgerFlip, unit: string): string {
  const mark = flip.certified === true ? "✓ " : "";
  return `${mark}<b>${flip.strike}</b> ${arrow(flip)} ${amount(flip.before, unit)} → ${amount(flip.after, unit)}\u2002`;
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

function survivalTraces(rows: readonly SurvivalRow[]): PlotlyObject[] {
  const x = [0, ...rows.map(({ bars }) => bars)];
  const step = { type: "scatter", mode: "lines", x, xaxis: "x2", yaxis: "y2" };
  const edge = { ...step, line: { width: 0, shape: "hv" }, hoverinfo: "skip" };
  return [
    { ...edge, name: "low", y: [1, ...rows.map(({ low }) => low)] },
    {
      ...edge,
      name: "interval",
      y: [1, ...rows.map(({ high }) => high)],
      fill: "tonexty",
      fillcolor: transparent(KINDS[0], 0.25),
    },
    {
      ...step,
      name: "survival",
      y: [1, ...rows.map(({ share }) => share)],
      line: { color: KINDS[0], width: 2, shape: "hv" },
      customdata: [
        "all flips",
        ...rows.map(
          ({ bars, share, low, high, at_risk }) =>
            `${percent(share)} (${percent(low)} to ${percent(high)}) hold longer than ${counted(bars, "bar")}<br>${at_risk} seen so long`,
        ),
      ],
      hovertemplate: "%{customdata}<extra></extra>",
    },
  ];
}

function survivalAxes(rows: readonly SurvivalRow[], barMs: number): PlotlyObject {
  return {
    xaxis2: {
      domain: [0.74, 1],
      anchor: "y2",
      range: [0, Math.max(1, ...rows.map(({ bars }) => bars))],
      title: { text: barMs === MINUTE ? "Minutes held" : `Bars of ${barInWords(barMs)}`, standoff: 10 },
      nticks: 5,
      zeroline: false,
    },
    yaxis2: {
      anchor: "x2",
      range: [0, 1.02],
      tickvals: [0, 0.25, 0.5, 0.75, 1],
      ticktext: ["0 %", "25 %", "50 %", "75 %", "100 %"],
      zeroline: false,
    },
  };
}

function halfLife(rows: readonly SurvivalRow[]): number | undefined {
  return rows.find(({ share }) => share <= 0.5)?.bars;
}
