import type { Conventions } from "./engine-options.js";
import { chainExposures, exposuresAt } from "./exposures.js";
import type { SessionHistory } from "./session-history.js";
import { isSampled, type SessionView } from "./session-view.js";

const SUMS = [
  "gex",
  "gross_gex",
  "dex",
  "vex",
  "chex",
  "call_flow",
  "put_flow",
  "calls_since_open",
  "puts_since_open",
] as const;

const LEGS = [
  ["calls_since_open", "call_flow"],
  ["puts_since_open", "put_flow"],
] as const;

/**
 * Sums over strikes, by sample: GEX, |GEX|, DEX, VEX, CHEX at the sample's mark, and the two legs of its flow. Each is a
 * sum of what is known, see {@link sumOfKnown}. `calls_since_open` and `puts_since_open` are the legs since the open, of
 * the samples that were recorded.
 */
export interface SessionTotals extends Record<(typeof SUMS)[number], Float64Array> {
  /** How many samples are summed. */
  samples: number;
}

/** Totals of nothing yet. */
export function emptyTotals(): SessionTotals {
  const none = new Float64Array(0);
  // Written out, as those of chainExposures are.
  return {
    gex: none,
    gross_gex: none,
    dex: none,
    vex: none,
    chex: none,
    call_flow: none,
    put_flow: none,
    calls_since_open: none,
    puts_since_open: none,
    samples: 0,
  };
}

/** The totals of every sample that is closed; each is summed once. */
export function totalsOf({ history, conventions, totals }: SessionView): SessionTotals {
  if (totals.samples === history.samples) return totals;
  if (totals.gex.length < history.samples)
    for (const name of SUMS) {
      const longer = new Float64Array(history.spot.length);
      longer.set(totals[name]);
      totals[name] = longer;
    }
  addSamples(totals, history, conventions);
  return totals;
}

function addSamples(totals: SessionTotals, history: SessionHistory, conventions: Conventions): void {
  const chain = chainExposures(history.strikes.length);
  for (let sample = totals.samples; sample < history.samples; sample++) {
    exposuresAt(chain, history, sample, conventions);
    totals.gex[sample] = sumOfKnown(chain.gex);
    totals.gross_gex[sample] = grossOfKnown(chain.gex);
    totals.dex[sample] = sumOfKnown(chain.dex);
    totals.vex[sample] = sumOfKnown(chain.vex);
    totals.chex[sample] = sumOfKnown(chain.chex);
    totals.call_flow[sample] = sumOfKnown(chain.call_flow);
    totals.put_flow[sample] = sumOfKnown(chain.put_flow);
    for (const [since, flow] of LEGS) {
      const before = sample === 0 ? 0 : totals[since][sample - 1];
      totals[since][sample] = isSampled(history, sample) ? addKnown(before, totals[flow][sample]) : before;
    }
  }
  totals.samples = history.samples;
}

/**
 * The sum of the cells that are known; NaN when some are unknown and no other tells anything: a cell in which nothing is
 * open or was traded is 0, and says nothing about the others.
 */
export function sumOfKnown(cells: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < cells.length; i++) sum += cells[i];
  // Nearly always all are known, and then that is it.
  return Number.isNaN(sum) ? sumWithoutUnknown(cells) : sum;
}

/** {@link sumOfKnown} of two cells. */
export function addKnown(a: number, b: number): number {
  if (Number.isNaN(a)) return b === 0 ? NaN : b;
  if (Number.isNaN(b)) return a === 0 ? NaN : a;
  return a + b;
}

/** {@link sumOfKnown} of the sizes of the cells. */
export function grossOfKnown(cells: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < cells.length; i++) sum += Math.abs(cells[i]);
  return Number.isNaN(sum) ? sumWithoutUnknown(cells.map(Math.abs)) : sum;
}

function sumWithoutUnknown(cells: Float64Array): number {
  const known = cells.filter((cell) => cell !== 0 && !Number.isNaN(cell));
  return known.length === 0 ? NaN : known.reduce((sum, cell) => sum + cell, 0);
}
