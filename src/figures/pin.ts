import type { Snapshot, SnapshotAnswer, SnapshotPinComponents } from "../api/snapshot-types.js";
import { newYorkDateTime, toInstant } from "../session.js";
import { MAGNITUDE, NEUTRAL, transparent } from "./colours.js";
import type { Figure, PlotlyObject } from "./figure.js";
import { draw, drawNothing } from "./look.js";
import { normalChance } from "./normal-chance.js";
import { moveAxes, moveLabels, moveTraces } from "./pin-move.js";
import { MISSING, percent, price } from "./units.js";

/** How often a session closes at its magnet anyway. */
export interface PinBaseRate {
  /** 0 to 1. */
  readonly rate: number;
  /** Its interval, 0 to 1; default none. */
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  /** What was counted, in a few words, e.g. `20 sessions`; default `given`. */
  readonly what?: string | undefined;
}

/** What {@link pin} compares with. */
export interface PinOptions {
  /**
   * How often a session closes there anyway, as counted over own sessions or by `placebo`; default the chance that a normal
   * move without drift or magnet has: the remaining move of the snapshot, around its spot.
   */
  base?: PinBaseRate | undefined;
  /** How near a close must be to count as pinned, USD to either side; default half of the least distance of strikes. */
  within?: number | undefined;
}

/** The parts of the score with their weights, as published. */
const COMPONENTS: readonly (readonly [keyof SnapshotPinComponents, string])[] = [
  ["oi_score", "open interest, 30 %"],
  ["proximity_score", "nearness, 25 %"],
  ["time_score", "time, 25 %"],
  ["gamma_score", "gamma, 20 %"],
];

/**
 * How pinned a session looks, and what that is worth: the pin score with its parts, and the pin probability beside its base
 * rate, the chance of a close as near to the magnet by a move that knows of no magnet. The score is no probability, and the
 * probability a heuristic that nobody has compared with how often sessions pinned. Below them the normal move around the
 * spot, with what counts as pinned. An answer that is no snapshot, or one without a magnet, gives a figure that says so.
 *
 * @throws RangeError for a base rate that is no part of 1, or a distance that is not above 0.
 * @example plot.pin(await flow.snapshot("SPY"));
 */
export function pin(answer: SnapshotAnswer, { base, within }: PinOptions = {}): Figure {
  const what = `${answer.symbol} pin risk`;
  const origin = answer.data_origin;
  if (!("underlying_price" in answer)) return drawNothing({ what, origin }, answer.message);
  if (base !== undefined && !(base.rate >= 0 && base.rate <= 1))
    throw new RangeError(`a base rate is a part of all sessions, 0 to 1, not ${base.rate}`);
  if (within !== undefined && !(within > 0))
    throw new RangeError(`within is a distance in USD, above 0, not ${within}`);
  const when = `${newYorkDateTime(toInstant(answer.as_of)).slice(0, 16)} ET`;
  const magnet = answer.pin_risk?.magnet_strike ?? NaN;
  const spot = answer.underlying_price ?? NaN;
  if (Number.isNaN(magnet)) return drawNothing({ what, when, origin }, "No magnet: net gamma exposure is not known.");

  const move = answer.expected_move?.remaining_1sd_dollars ?? NaN;
  const reach = within ?? leastStep(answer) / 2;
  const chance = normalChance(spot, move, magnet - reach, magnet + reach);
  const rate = base?.rate ?? chance;
  const score = answer.pin_risk?.pin_score ?? NaN;
  const probability = answer.probabilities?.pin?.value ?? NaN;
  const beside = Number.isFinite(chance);
  const pinned = `within ${reach} of ${magnet}`;
  const source = base === undefined ? "normal move, no magnet" : (base.what ?? "given");
  const rows: Row[] = [
    { label: "<b>pin score</b>", value: score, text: Number.isNaN(score) ? MISSING : `${score} of 100`, size: 0.56 },
    ...COMPONENTS.map(([key, label]) => {
      const value = answer.pin_risk?.components?.[key] ?? NaN;
      return { label, value, text: Number.isNaN(value) ? MISSING : value.toFixed(0), size: 0.26 };
    }),
    { label: "<b>pin probability</b>", value: 100 * probability, text: percent(probability), size: 0.56 },
    { label: "<b>base rate</b>", value: 100 * rate, text: percent(rate), size: 0.56, base: true },
  ];
  return draw(
    [...gauges(rows, base), ...(beside ? moveTraces(spot, move, [magnet - reach, magnet + reach]) : [])],
    {
      height: beside ? 520 : 330,
      barmode: "overlay",
      hovermode: "closest",
      xaxis: {
        anchor: "y",
        range: [0, 100],
        tickvals: [0, 25, 50, 75, 100],
        title: { text: "Points, or percent", standoff: 10 },
        zeroline: false,
        fixedrange: true,
      },
      yaxis: {
        domain: [beside ? 0.5 : 0, 1],
        range: [rows.length + 0.6, 0.4],
        tickvals: rows.map((_, i) => i + 1),
        ticktext: rows.map(({ label }) => `${label}\u2002`),
        showgrid: false,
        zeroline: false,
        fixedrange: true,
      },
      ...(beside ? moveAxes(spot, move, magnet) : {}),
      annotations: beside ? moveLabels(spot, magnet) : [],
      // What is written behind the bars.
      margin: { r: 66 },
    },
    {
      what,
      when,
      origin,
      notes: [
        `magnet ${magnet}, spot ${price(spot)}`,
        `pinned: a close ${pinned}`,
        `base rate: ${source}`,
        "score and probability are heuristics",
      ],
      text:
        `${what}, ${when}: magnet ${magnet}, spot ${price(spot)}, score ${Number.isNaN(score) ? MISSING : `${score} of 100`}; ` +
        `pin probability ${percent(probability)} by a heuristic, base rate ${percent(rate)} (${source}) of a close ${pinned}.`,
    },
  );
}

interface Row {
  readonly label: string;
  readonly value: number;
  readonly text: string;
  readonly size: number;
  readonly base?: true;
}

function gauges(rows: readonly Row[], base: PinBaseRate | undefined): PlotlyObject[] {
  const places = rows.map((_, i) => i + 1);
  const bar = { type: "bar", orientation: "h", y: places, width: rows.map(({ size }) => size) };
  const rate = rows[rows.length - 1].value;
  const { low, high } = base ?? {};
  return [
    { ...bar, name: "scale", x: rows.map(() => 100), marker: { color: transparent(NEUTRAL, 0.18) }, hoverinfo: "skip" },
    {
      ...bar,
      name: "value",
      x: rows.map(({ value }) => (Number.isNaN(value) ? null : value)),
      marker: {
        color: rows.map((row) => (row.base ? NEUTRAL : MAGNITUDE)),
        opacity: rows.map(({ size }) => (size > 0.5 ? 1 : 0.65)),
      },
      customdata: rows.map(({ label, text }) => `${label}: ${text}`),
      hovertemplate: "%{customdata}<extra></extra>",
    },
    {
      type: "scatter",
      mode: "text",
      name: "values",
      x: rows.map(() => 100),
      y: places,
      text: rows.map(({ text }) => text),
      textposition: "middle right",
      textfont: { size: 11 },
      hoverinfo: "skip",
      cliponaxis: false,
    },
    // From the row of the probability down to that of the rate itself.
    ...edged("base rate beside the probability", [rate, rate], [rows.length - 1.34, rows.length + 0.28]),
    ...(low === undefined || high === undefined
      ? []
      : edged("interval of the base rate", [100 * low, 100 * high], [rows.length, rows.length])),
  ];
}

/** A black line on a white edge, seen on every bar and on either page. */
function edged(name: string, x: readonly number[], y: readonly number[]): PlotlyObject[] {
  if (x.some((value) => Number.isNaN(value))) return [];
  const line = { type: "scatter", mode: "lines", x, y, hoverinfo: "skip" };
  return [
    { ...line, name: `edge of the ${name}`, line: { color: "#ffffff", width: 4 } },
    { ...line, name, line: { color: "#111111", width: 1.6 } },
  ];
}

/** The least distance of the snapshot's strikes; NaN where it has not two. */
function leastStep({ strikes }: Snapshot): number {
  const steps = (strikes ?? []).slice(1).map(({ strike }, i) => strike - strikes![i].strike);
  return steps.length === 0 ? NaN : Math.min(...steps);
}
