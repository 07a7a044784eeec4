import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atNewYork, MINUTE, sessionOn, toIso } from "../src/session.js";
import { csvRows } from "./shared-data.js";

const DATE = "2015-12-24";

/**
 * Writes GOOG's half day of 2015-12-24 as a tape folder into a temporary directory, and gives its path.
 *
 * The source has minute bars in New York time, stamped with their start, and no prints. So:
 * - the close of a minute's quote is the state from the minute's end on. Each side is carried forward by itself, as a
 *   blank one means no update; a side that never had a value is none. A quote that crosses through this is left to the
 *   door to count.
 * - a trade bar is one trade of its whole volume at its open price, in the middle of its minute, so that the quote
 *   before it is that of the previous minute's end.
 * - the underlying is the close of its trade bars, from the minute's end on, and the middle of its quote bars before the
 *   first of them.
 *
 * What becomes known after the close is left out.
 */
export async function leanTape(source: string): Promise<string> {
  const session = sessionOn(DATE)!;
  const rows = (name: string): Record<string, string>[] => csvRows(join(source, name));
  const start = ({ time }: Record<string, string>): number => atNewYork(DATE, time);
  const inTime = (row: Record<string, string>): boolean => start(row) + MINUTE <= session.close;

  const state = new Map<string, { bid: string; ask: string }>();
  const quotes = rows("goog_20151224_quotes_1m.csv.gz")
    .filter(inTime)
    .sort((a, b) => start(a) - start(b))
    .map((row) => {
      const before = state.get(row.strike + row.right) ?? { bid: "", ask: "" };
      const now = { bid: row.bid_close || before.bid, ask: row.ask_close || before.ask };
      state.set(row.strike + row.right, now);
      return [toIso(start(row) + MINUTE), row.strike, row.right, now.bid, now.ask];
    });
  const trades = rows("goog_20151224_trades_1m.csv").map((row) => [
    toIso(start(row) + MINUTE / 2),
    row.strike,
    row.right,
    row.open,
    String(Number(row.volume)),
  ]);
  const settled = rows("goog_20151224_open_interest.csv").map((row) => [row.strike, row.right, row.open_interest]);

  const stockTrades = rows("goog_20151224_underlying_trades_1m.csv").filter(inTime);
  const firstTrade = Math.min(...stockTrades.map(start));
  const stockQuotes = rows("goog_20151224_underlying_quotes_1m.csv").filter((row) => start(row) < firstTrade);
  const underlying = [
    ...stockQuotes
      .filter((row) => row.bid_close !== "" && row.ask_close !== "")
      .map((row) => [start(row), (Number(row.bid_close) + Number(row.ask_close)) / 2]),
    ...stockTrades.map((row) => [start(row), Number(row.close)]),
  ].map(([time, price]) => [toIso(time + MINUTE), String(price)]);

  const folder = await mkdtemp(join(tmpdir(), "zerodte-goog-"));
  const write = (name: string, header: string, lines: string[][]): Promise<void> =>
    writeFile(join(folder, name), [header, ...lines.map((line) => line.join(",")), ""].join("\n"));
  await writeFile(
    join(folder, "session.json"),
    JSON.stringify({
      symbol: "GOOG",
      date: DATE,
      origin: "GOOG 2015-12-24, one-minute bars (AlgoSeek via QuantConnect LEAN)",
    }),
  );
  await write("trades.csv", "time,strike,right,price,size", trades);
  await write("quotes.csv", "time,strike,right,bid,ask", quotes);
  await write("open_interest.csv", "strike,right,open_interest", settled);
  await write("underlying.csv", "time,price", underlying);
  return folder;
}
