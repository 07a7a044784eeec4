import type { BoardMetric, Leaderboard } from "../api/types.js";
import { newYorkDateTime, toInstant } from "../session.js";
import { MAGNITUDE } from "./colours.js";
import type { Figure } from "./figure.js";
import { draw, drawNothing, escapeText } from "./look.js";
import { MISSING, dollars } from "./units.js";
import { counted } from "./words.js";

interface MetricWords {
  readonly name: string;
  /** What is measured, in the subtitle. */
  readonly meaning: string;
  readonly write: (value: number) => string;
}

const METRICS: Readonly<Record<BoardMetric, MetricWords>> = {
  heat: {
    name: "heat",
    meaning: "cumulative hedge flow against net gamma exposure, magnitudes, as a ratio",
    write: (value) => (Number.isFinite(value) ? `${value.toFixed(2)} x` : MISSING),
  },
  pin_risk: {
    name: "pin risk",
    meaning: "pin score, 0 to 100",
    write: (value) => (Number.isFinite(value) ? value.toFixed(1) : MISSING),
  },
  abs_flow: {
    name: "absolute flow",
    meaning: "hedge flow of calls plus that of puts in the latest minute, magnitudes, USD",
    write: (value) => dollars(value, { signed: false }),
  },
  charm_intensity: {
    name: "charm intensity",
    meaning: "delta to hedge as time passes, magnitude, USD per hour",
    write: (value) => (Number.isFinite(value) ? `${dollars(value, { signed: false })}/h` : MISSING),
  },
};

/**
 * Who ranks first: a bar a name, the first on top, each with its value in the metric's unit. An empty board gives a
 * figure that says so.
 *
 * @example plot.leaderboard(await flow.leaderboard({ metric: "heat", n: 10 }));
 */
export function leaderboard({ metric, as_of, market_open, data_origin: origin, entries }: Leaderboard): Figure {
  const { name, meaning, write } = METRICS[metric];
  const what = `0DTE leaderboard: ${name}`;
  const when = `${newYorkDateTime(toInstant(as_of)).slice(0, 16)} ET`;
  if (entries.length === 0)
    return drawNothing(
      { what, when, origin },
      `No name is on the board${market_open ? "" : ": the market is closed"}.`,
    );

  const places = entries.map((_, i) => i + 1);
  const values = entries.map(({ value }) => (Number.isFinite(value) ? value : null));
  const labels = entries.map(({ value }) => write(value));
  const { symbol } = entries[0];
  return draw(
    [
      {
        type: "bar",
        orientation: "h",
        name,
        x: values,
        y: places,
        width: 0.72,
        marker: { color: MAGNITUDE, opacity: places.map((place) => (place === 1 ? 1 : 0.6)) },
        text: labels,
        textposition: "outside",
        cliponaxis: false,
        hoverinfo: "skip",
      },
    ],
    {
      height: 110 + 26 * entries.length,
      xaxis: { visible: false, fixedrange: true, range: [0, 1.15 * Math.max(0, ...values.map(Number)) || 1] },
      yaxis: {
        range: [entries.length + 0.6, 0.4],
        tickvals: places,
        ticktext: entries.map((entry) => `${entry.rank}\u2002<b>${escapeText(entry.symbol)}</b>\u2002`),
        fixedrange: true,
        showgrid: false,
        zeroline: false,
      },
    },
    {
      what,
      when,
      origin,
      notes: [meaning, ...(market_open ? [] : ["market closed"])],
      text:
        `${what}, ${when}: ${counted(entries.length, "name")}, first ${symbol} with ${labels[0]}` +
        `${entries.length > 1 ? `, last ${entries.at(-1)!.symbol} with ${labels.at(-1)!}` : ""}.`,
    },
  );
}
