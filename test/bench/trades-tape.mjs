import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";

const OPEN = Date.parse("2015-12-24T14:30:00Z");
const HALF_DAY = 3.5 * 3_600_000;

/**
 * A tape folder whose trades are a CSV of so many rows of about 51 bytes, each with its own bid and ask, in the order of
 * time; the other tables are next to empty. The same rows each time. Removed when the process ends.
 */
export function tradesTape(rows) {
  const folder = mkdtempSync(join(tmpdir(), "zerodte-bench-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  let state = 7;
  const below = (n) => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) % n;
  const usd = (cents) => (cents / 100).toFixed(2);
  const lines = ["time,strike,right,price,size,bid,ask"];
  for (let row = 0; row < rows; row++) {
    const time = new Date(OPEN + Math.floor((row * HALF_DAY) / rows)).toISOString();
    const bid = 100 + (below(90_001) % 900);
    const spread = 1 + (below(80_011) % 8);
    const price = bid + (below(90_017) % (spread + 1));
    lines.push(
      [time, 2000 + 2.5 * (below(82_003) % 41), "CP"[below(2_003) % 2], usd(price), 1 + (below(9_001) % 30)].join() +
        `,${usd(bid)},${usd(bid + spread)}`,
    );
  }
  const tables = {
    "session.json": '{"symbol": "GOOG", "date": "2015-12-24"}',
    "trades.csv": lines.join("\n") + "\n",
    "quotes.csv": "time,strike,right,bid,ask\n",
    "open_interest.csv": "strike,right,open_interest\n2000,C,1\n",
    "underlying.csv": "time,price\n2015-12-24T14:29:30Z,2050\n",
  };
  for (const [name, text] of Object.entries(tables)) writeFileSync(join(folder, name), text);
  return folder;
}
