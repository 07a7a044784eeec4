import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { ChainState } from "../../src/engine/chain-state.js";
import { SESSION_HOURS_PER_YEAR } from "../../src/engine/session-clock.js";

/** One option of the file. */
export interface CboeOption {
  right: 1 | -1;
  strike: number;
  /** Business days from the file's day to the expiration. */
  days: number;
  volatility: number;
  /** As CBOE prints it, to four decimals. */
  gamma: number;
  openInterest: number;
}

const DAY = 86_400_000;

/** CBOE's delayed quotes of SPY, 25 September 2025: the spot, and every option of the eleven expirations in it. */
export function cboeChain(folder: string): { spot: number; options: CboeOption[] } {
  const text = gunzipSync(readFileSync(join(folder, "spy_2025-09-25_quotedata.csv.gz"))).toString();
  const lines = text
    .trim()
    .split(/\r?\n/)
    .filter((line) => line !== "");
  const spot = Number(/Last: ([\d.]+)/.exec(lines[0])![1]);
  const options = lines.slice(3).flatMap((line) => {
    const cells = line.split(",");
    const days = businessDays(Date.UTC(2025, 8, 25), Date.parse(`${cells[0]} UTC`));
    return ([1, -1] as const).map((right): CboeOption => {
      const [, , , , , , volatility, , gamma, openInterest] = cells.slice(right === 1 ? 1 : 12).map(Number);
      return { right, strike: Number(cells[11]), days, volatility, gamma, openInterest };
    });
  });
  return { spot, options };
}

/** Days from Monday to Friday after `from`, up to and with `to`; the file's weeks have no holiday. */
function businessDays(from: number, to: number): number {
  let days = 0;
  for (let day = from + DAY; day <= to; day += DAY) if (![0, 6].includes(new Date(day).getUTCDay())) days++;
  return days;
}

/**
 * The options as chains of one expiration, calls and puts apart, since each has a volatility of its own there. Time is in
 * business days of 262 to the year, and there is no carry, as in the figures that the file is known by.
 */
export function cboeStates(spot: number, options: readonly CboeOption[]): ChainState[] {
  const keys = new Set(options.map(({ days, right }) => days * right));
  return [...keys].map((key) => {
    const some = options.filter(({ days, right }) => days * right === key).sort((a, b) => a.strike - b.strike);
    const column = (cell: (option: CboeOption) => number): Float64Array => Float64Array.from(some, cell);
    const open = column(({ openInterest }) => openInterest);
    const none = new Float64Array(some.length);
    return {
      strikes: column(({ strike }) => strike),
      callOpenInterest: key > 0 ? open : none,
      putOpenInterest: key > 0 ? none : open,
      callPosition: key > 0 ? open : none,
      putPosition: key > 0 ? none : open.map((contracts) => -contracts),
      volatility: column(({ volatility }) => volatility),
      forward: spot,
      spot,
      hours: (Math.abs(key) / 262) * SESSION_HOURS_PER_YEAR,
      multiplier: 100,
    };
  });
}
