import { MINUTE } from "../session.js";
import type { ConfidenceRow } from "./confidence.js";
import { conventionsOf, type EngineOptions } from "./engine-options.js";
import { engineSides } from "./engine-sides.js";
import type { Tape } from "./tape.js";
import { TRADE_PLACES, tradePlaces } from "./trade-place.js";
import type { Truth } from "./truth.js";

/** Over this long trades of one contract are looked at together: orders are worked for about half as long. */
const HOUR = 60 * MINUTE;

/** How the sides are found that {@link calibrate} counts: as the engine that will take its table. */
export type CalibrateOptions = Pick<EngineOptions, "rules" | "leaveOut">;

/**
 * How often sides are right, counted on sessions whose truth is known: a row for each rule and place of trades against
 * their quote, in the order of the rules, `unknown` first. Right is the customer's side, which is what flow means, see
 * {@link Truth}. What an engine believes of a session must be counted on others: take other seeds.
 *
 * @throws RangeError as an engine does for its options, and when a truth is not its tape's.
 * @example
 * const market = simulatedMarket({ seed: 101, symbols: ["SPY"], ...LITERATURE_2021 });
 * const confidence = calibrate(market.names.map((name) => simulateSession(name, market)));
 * const flow = FlowEngine.simulate({ seed: 7, ...LITERATURE_2021, confidence });
 */
export function calibrate(
  sessions: Iterable<{ readonly tape: Tape; readonly truth: Truth }>,
  options: CalibrateOptions = {},
): ConfidenceRow[] {
  const conventions = conventionsOf({ rules: options.rules, leaveOut: options.leaveOut });
  const rules = ["unknown", ...conventions.layers.names] as const;
  const cells = rules.length * TRADE_PLACES.length;
  const counts: Counts = {
    trades: new Float64Array(cells),
    right: new Float64Array(cells),
    squares: new Float64Array(cells),
    nets: new Float64Array(cells),
  };
  for (const { tape, truth } of sessions) {
    const { condition, time } = tape.trades;
    if (truth.symbol !== tape.symbol || truth.customer.length !== time.length)
      throw new RangeError(
        `the truth of ${truth.symbol} with ${truth.customer.length} trades is not that of the ${tape.symbol} tape with ` +
          `${time.length}; a truth goes with the tape it was made with`,
      );
    const { side, rule } = engineSides(tape, conventions);
    const places = tradePlaces(tape);
    // -1 for what is left out.
    const cell = Int16Array.from(places, (place, trade) =>
      condition !== undefined && conventions.ignored[condition[trade]] === 1
        ? -1
        : rule[trade] * TRADE_PLACES.length + place,
    );
    count(counts, tape, truth, side, cell);
  }
  return Array.from(counts.trades, (trades, cell) => ({
    rule: rules[Math.floor(cell / TRADE_PLACES.length)],
    place: TRADE_PLACES[cell % TRADE_PLACES.length],
    trades,
    right: counts.right[cell],
    dispersion: trades === 0 ? 1 : counts.nets[cell] / counts.squares[cell],
  })).filter(({ trades }) => trades > 0);
}

/** By rule and place. */
interface Counts {
  readonly trades: Float64Array;
  readonly right: Float64Array;
  /** Sum of the squared sizes. */
  readonly squares: Float64Array;
  /** Sum over contracts and hours of the squared net true contracts. */
  readonly nets: Float64Array;
}

function count(
  { trades, right, squares, nets }: Counts,
  { trades: { time, contract, size }, session: { open, close }, strikes }: Tape,
  { customer }: Truth,
  side: Int8Array,
  cells: Int16Array,
): void {
  const hours = Math.ceil((close - open) / HOUR);
  const contracts = 2 * strikes.length;
  const net = new Float64Array(trades.length * contracts * hours);
  for (let trade = 0; trade < cells.length; trade++) {
    const cell = cells[trade];
    if (cell < 0) continue;
    trades[cell]++;
    if (side[trade] === customer[trade]) right[cell]++;
    squares[cell] += size[trade] * size[trade];
    const hour = Math.min(hours - 1, Math.floor((time[trade] - open) / HOUR));
    net[(cell * contracts + contract[trade]) * hours + hour] += customer[trade] * size[trade];
  }
  for (let i = 0; i < net.length; i++) nets[Math.floor(i / (contracts * hours))] += net[i] * net[i];
}
