import type { Leaderboard } from "../api/types.js";
import { newYorkDateTime, toInstant } from "../session.js";
import { METRIC_WORDS } from "./board-metrics.js";
import { MAGNITUDE } from "./colours.js";
import type { Figure } from "./figure.js";
import { draw, drawNothing, escapeText } from "./look.js";
import { counted } from "./words.js";

/**
 * Who ranks first: a bar a name, the first on top, each with its value in the metric's unit. An empty board gives a
 * figure that says so.
 *
 * @example plot.leaderboard(await flow.leaderboard({ metric: "heat", n: 10 }));
 */
export function leaderboard({ metric, as_of, market_open, data_origin: origin, entries }: Leaderboard): Figure {
  const { name, meaning, write } = METRIC_WORDS[metric];
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
        textfont: { size: 11 },
        textposition: "outside",
        cliponaxis: false,
        hoverinfo: "skip",
      },
    ],
    {
      height: 110 + 26 * entries.length,
      xaxis: { visible: false, fixedrange: true, range: [0, 1.36 * Math.max(0, ...values.map(Number)) || 1] },
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
