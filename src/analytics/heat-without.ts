import type { Leaderboard } from "../api/types.js";
import { mustBe } from "../grid/grid-data.js";
import { StrikeGrid } from "../grid/strike-grid.js";
import { exactSum } from "./exact-sum.js";
import { unknownAt } from "./leaving-out.js";
import { strikeValues } from "./strike-values.js";

/** |net GEX|, without that of a strike if one is named; NaN when it is 0 or not given. */
export function netGexOf(
  grid: StrikeGrid,
  netGex: number | StrikeGrid | undefined,
): (strikeLeftOut?: number) => number {
  if (!(netGex instanceof StrikeGrid)) {
    const fixed = Math.abs(netGex ?? NaN) || NaN;
    return () => fixed;
  }
  mustBe("level", netGex, "influence");
  for (const key of ["symbol", "expiration"] as const)
    if (netGex[key] !== grid[key])
      throw new RangeError(`netGex must be of the ${key} of the flow, ${grid[key]}, not of ${netGex[key]}`);
  const { strikes, values } = strikeValues(netGex);
  return (strikeLeftOut = NaN) => {
    const row = strikes.indexOf(strikeLeftOut);
    return Math.abs(exactSum(row < 0 ? values : unknownAt(values, row))) || NaN;
  };
}

/** The place of a heat among the other names of a board, equal ones by symbol as the board has them. */
export function placeOnBoard(symbol: string, board: Leaderboard | undefined): (heat: number) => number {
  if (board === undefined) return () => NaN;
  if (board.metric !== "heat") throw new RangeError(`board must be one of heat, not of ${board.metric}`);
  const others = board.entries.filter((entry) => entry.symbol !== symbol);
  return (heat) =>
    Number.isNaN(heat)
      ? NaN
      : 1 + others.filter((entry) => entry.value > heat || (entry.value === heat && entry.symbol < symbol)).length;
}
