import type { ChainState } from "./chain-state.js";
import { chainLevels, type ChainGex, type Levels } from "./levels.js";
import type { ReportRow } from "./report.js";
import { sumOfKnown } from "./session-totals.js";

/** A chain with its GEX by strike, estimated or true. */
export interface ChainReading {
  readonly state: ChainState;
  readonly gex: ChainGex;
}

/**
 * Positions, net GEX and levels of a chain beside the true ones at the same marks: the volatilities, spot and forward of
 * both are the tape's, so that errors are those of positions alone. A level that is missing on one side has no error.
 *
 * @param settled open interest before the session, `[calls, puts]` by strike
 */
export function bookRows(
  symbol: string,
  estimated: ChainReading,
  actual: ChainReading,
  settled: readonly [calls: Float64Array, puts: Float64Array],
): ReportRow[] {
  const row = (
    measure: string,
    part: string,
    estimate: number,
    truth: number,
    error = estimate - truth,
  ): ReportRow => ({
    symbol,
    measure,
    part,
    estimate,
    truth,
    error,
    coverage: NaN,
    trades: NaN,
  });
  const { callOpenInterest, putOpenInterest, callPosition, putPosition } = estimated.state;
  const trueOpen = [...actual.state.callOpenInterest, ...actual.state.putOpenInterest];
  const openRows = (measure: string, open: readonly number[]): ReportRow[] => {
    const [total, trueTotal] = [sum(open), sum(trueOpen)];
    const absolute = sum(open.map((contracts, i) => Math.abs(contracts - trueOpen[i])));
    return [
      row(measure, "total", total, trueTotal),
      row(measure, "mean_absolute", NaN, NaN, absolute / open.length),
      row(measure, "relative", NaN, NaN, absolute / trueTotal),
    ];
  };

  const held = [...callPosition, ...putPosition];
  const trulyHeld = [...actual.state.callPosition, ...actual.state.putPosition];
  const open = held.map((_, i) => i).filter((i) => trulyHeld[i] !== 0);
  const signed = open.filter((i) => held[i] !== 0);
  const rightSign = signed.filter((i) => Math.sign(held[i]) === Math.sign(trulyHeld[i])).length / signed.length;

  const levels = chainLevels(estimated.state, estimated.gex);
  const trueLevels = chainLevels(actual.state, actual.gex);
  return [
    ...openRows("open_interest", [...callOpenInterest, ...putOpenInterest]),
    ...openRows(
      "settled_open_interest",
      settled.flatMap((side) => [...side]),
    ),
    { ...row("dealer_sign", "all", rightSign, 1), coverage: signed.length / open.length },
    row("net_gex", "all", sumOfKnown(estimated.gex.net), sumOfKnown(actual.gex.net)),
    ...(Object.keys(levels) as (keyof Levels)[]).map((level) =>
      row(level, "all", levels[level].price ?? NaN, trueLevels[level].price ?? NaN),
    ),
  ];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
