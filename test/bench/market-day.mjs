import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { numbers } from "./random.mjs";

const require = createRequire(import.meta.url);
const { blackPrice } = require("../../dist/engine/black.js");
const { hoursToClose, sessionOn } = require("../../dist/session.js");
const { markInstant, SAMPLE_MS } = require("../../dist/engine/sample-clock.js");
const { SESSION_HOURS_PER_YEAR } = require("../../dist/engine/session-clock.js");

/** Ticks of a cent, in which everything here is quoted. */
const CENT = 100;
/** Widths of quotes, cents. */
const SPREAD = [2, 2, 2, 4, 4, 6, 8, 10];

/**
 * Tapes of a session of several names, in columns and in no time: each contract is quoted anew before every sample, each
 * trade comes with the quote that stood before it, trades crowd at the money. Names are of different sizes, and the spot
 * stays where it is, as a bench needs no market. The same each time.
 *
 * @param {{ symbols?: number, strikes?: number, trades?: number, samples?: number, seed?: number }} size in all: strikes of
 *   each name, trades of all names together; samples: how far the recording goes, 780 to the close
 */
export function marketDay({ symbols = 30, strikes = 33, trades = 1_000_000, samples = 780, seed = 3 } = {}) {
  const random = numbers(seed);
  const session = sessionOn("2026-06-05");
  const recordedTo = session.open + samples * SAMPLE_MS;
  return Array.from({ length: symbols }, (_, i) => {
    const spot = Math.round(40 * 100 ** random());
    const step = Math.max(0.5, Math.round(spot * 0.002 * 2) / 2);
    const at = Float64Array.from(
      { length: strikes },
      (_, k) => Math.round(spot / step) * step + (k - (strikes >> 1)) * step,
    );
    const own = Math.floor((trades * (i + 1)) / symbols) - Math.floor((trades * i) / symbols);
    const quotes = quotesOf({ session, samples, strikes: at, spot, volatility: 0.12 + 0.5 * random(), random });
    return {
      symbol: `N${i}`,
      session,
      origin: "bench",
      multiplier: 100,
      strikes: at,
      openInterest: Float64Array.from({ length: 2 * strikes }, () => Math.floor(5000 * random() ** 3)),
      trades: tradesOf({ session, samples, count: own, contracts: 2 * strikes, quotes, random }),
      quotes,
      underlying: { time: Float64Array.of(session.open), price: Float64Array.of(spot) },
      gaps: [],
      rejected: {},
      recordedTo,
    };
  });
}

/** Every contract's quote a second before each sample's mark, by contracts in order: row `sample * contracts + c`. */
function quotesOf({ session, samples, strikes, spot, volatility, random }) {
  const contracts = 2 * strikes.length;
  const rows = samples * contracts;
  const columns = {
    time: new Float64Array(rows),
    contract: new Int32Array(rows),
    bid: new Int32Array(rows),
    ask: new Int32Array(rows),
  };
  for (let sample = 0, row = 0; sample < samples; sample++) {
    const instant = markInstant(session, sample);
    // The last two samples have one mark, and so one quote.
    const again = sample > 0 && instant === markInstant(session, sample - 1);
    const root = Math.sqrt(hoursToClose(session, instant) / SESSION_HOURS_PER_YEAR);
    const level = volatility * (1 + 0.1 * Math.sin(sample / 50));
    for (let c = 0; c < contracts; c++, row++) {
      columns.time[row] = instant - 1000;
      columns.contract[row] = c;
      if (again) {
        columns.bid[row] = columns.bid[row - contracts];
        columns.ask[row] = columns.ask[row - contracts];
        continue;
      }
      const strike = strikes[c >> 1];
      const smile = level * (1 + 2 * Math.abs(strike / spot - 1));
      const middle = Math.round((blackPrice(spot, strike, smile * root, c % 2 === 0 ? 1 : -1) * 10_000) / CENT);
      const half = SPREAD[Math.floor(SPREAD.length * random())] / 2;
      columns.bid[row] = Math.max(0, middle - half) * CENT;
      columns.ask[row] = (middle + half) * CENT;
    }
  }
  return columns;
}

/** Trades spread evenly over the samples, a third at the bid, a third at the ask, the rest inside. */
function tradesOf({ session, samples, count, contracts, quotes, random }) {
  const columns = {
    time: new Float64Array(count),
    contract: new Int32Array(count),
    price: new Int32Array(count),
    size: new Int32Array(count),
    bid: new Int32Array(count),
    ask: new Int32Array(count),
  };
  for (let i = 0; i < count; i++) {
    const time = Math.floor(session.open + (samples * SAMPLE_MS * i) / count);
    const sample = Math.max(0, Math.floor((time - session.open) / SAMPLE_MS) - 1);
    const c = Math.floor(contracts * (0.5 + 0.49 * (random() + random() + random() - 1.5) * 0.6));
    const row = sample * contracts + c;
    const place = Math.floor(3 * random());
    const width = (quotes.ask[row] - quotes.bid[row]) / CENT;
    const price =
      place === 0
        ? quotes.bid[row]
        : place === 1
          ? quotes.ask[row]
          : quotes.bid[row] + CENT * Math.floor((width + 1) * random());
    columns.time[i] = time;
    columns.contract[i] = c;
    columns.price[i] = Math.max(CENT, price);
    columns.size[i] = 1 + Math.floor(30 * random() ** 3);
    columns.bid[i] = quotes.bid[row];
    columns.ask[i] = quotes.ask[row];
  }
  return columns;
}

/** Columns of many tables behind one another. */
export function joined(tables) {
  return Object.fromEntries(
    Object.keys(tables[0]).map((name) => {
      const columns = tables.map((table) => table[name]);
      const all = new columns[0].constructor(columns.reduce((sum, { length }) => sum + length, 0));
      let at = 0;
      for (const column of columns) {
        all.set(column, at);
        at += column.length;
      }
      return [name, all];
    }),
  );
}

/** The same as tape folders of CSV in a folder of their own, which is removed when the process ends. */
export function marketFolders(size) {
  const folder = mkdtempSync(join(tmpdir(), "zerodte-bench-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const usd = (ticks) => (ticks / 10_000).toFixed(2);
  for (const { symbol, session, strikes, openInterest, trades, quotes, underlying } of marketDay(size)) {
    const of = (c) => `${strikes[c >> 1]},${c % 2 === 0 ? "C" : "P"}`;
    const table = (header, { time }, cells) => [header, ...Array.from(time, cells)].join("\n") + "\n";
    const tables = {
      "session.json": JSON.stringify({ symbol, date: session.date }),
      "trades.csv": table("time,strike,right,price,size,bid,ask", trades, (time, i) =>
        [
          time,
          of(trades.contract[i]),
          usd(trades.price[i]),
          trades.size[i],
          usd(trades.bid[i]),
          usd(trades.ask[i]),
        ].join(),
      ),
      "quotes.csv": table("time,strike,right,bid,ask", quotes, (time, i) =>
        [time, of(quotes.contract[i]), usd(quotes.bid[i]), usd(quotes.ask[i])].join(),
      ),
      "open_interest.csv": table("strike,right,open_interest", { time: openInterest }, (n, c) => `${of(c)},${n}`),
      "underlying.csv": table("time,price", underlying, (time, i) => `${time},${underlying.price[i]}`),
    };
    mkdirSync(join(folder, symbol));
    for (const [name, text] of Object.entries(tables)) writeFileSync(join(folder, symbol, name), text);
  }
  return folder;
}
