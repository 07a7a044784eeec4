import { aggressorLayers, type AggressorLayers, type AggressorRule } from "./aggressor-rules.js";
import type { Confidence } from "./confidence.js";
import { conditionMask, type Condition } from "./conditions.js";
import { confidenceInWords, sideWeights, type SideWeights } from "./side-weights.js";

/** How many contracts are open, see {@link EngineOptions.positions}. */
export const POSITION_RULES = ["effective", "settled", "inventory"] as const;
/** One of {@link POSITION_RULES}. */
export type PositionRule = (typeof POSITION_RULES)[number];

/** On which side the dealers are, see {@link EngineOptions.dealers}. */
export const DEALER_SIDES = ["long_calls_short_puts", "against_customers"] as const;
/** One of {@link DEALER_SIDES}. */
export type DealerSide = (typeof DEALER_SIDES)[number];

/** How the engine computes; each choice is a stated estimate, and every answer names them in `data_convention`. */
export interface EngineOptions {
  /**
   * How many contracts are open. `effective`, the default: settled open interest plus `effectiveOiWeight` times the net
   * contracts bought since the open, never below 0, contract by contract. `settled`: open interest as settled before the
   * session. `inventory`: only what was bought or sold net since the open, |net|, as if the day began flat.
   */
  positions?: PositionRule | undefined;
  /**
   * Weight of classified flow in effective open interest, default 0.43, the value that the vendor publishes as calibrated
   * against the next day's open interest; 0 is settled open interest.
   */
  effectiveOiWeight?: number | undefined;
  /**
   * Which sign open contracts have. `long_calls_short_puts`, the default and the vendor's: calls +, puts -.
   * `against_customers`: opposite to the contract's net customer flow since the open; a contract without flow has no
   * sign and counts for nothing. With `inventory` this is the dealers' book of the day, as classified.
   */
  dealers?: DealerSide | undefined;
  /** How a trade's side is found, default quote then tick, see {@link AggressorRule}. Rules that look ahead are refused. */
  rules?: AggressorRule | readonly AggressorRule[] | undefined;
  /**
   * Trades of which conditions count for nothing, default cancelled and late: the time of a late trade is that of its
   * report, so neither its quote nor its minute is right.
   */
  leaveOut?: readonly Condition[] | undefined;
  /**
   * How often a side is right: a table of {@link calibrate}, or a probability for each rule, `{ quote: 0.8, tick: 0.6 }`.
   * Then each bar of strike-flow also has what flow is expected to be and how far off that may be, see
   * {@link StrikeFlowBar}; how far that was measured, {@link IntervalColumns}. Default none, and then answers have no such arrays, since nobody knows how often a rule is
   * right on a tape of one's own. A simulated market has the table of its kind, see {@link SIMULATED_CONFIDENCE}; `false`
   * leaves it out.
   */
  confidence?: Confidence | false | undefined;
}

/** The same with its defaults filled in, and checked. */
export interface Conventions {
  readonly positions: PositionRule;
  readonly effectiveOiWeight: number;
  readonly dealers: DealerSide;
  readonly layers: AggressorLayers;
  /** By condition code: 1 leaves such trades out. */
  readonly ignored: Uint8Array;
  /** How much a side is believed; undefined keeps no account of it. */
  readonly weights: SideWeights | undefined;
  /** All of it in words, shown with every answer. */
  readonly text: string;
}

/** The published confidence in classified flow as a change of open interest. */
export const EFFECTIVE_OI_WEIGHT = 0.43;

/** What is left out without being asked. */
const LEFT_OUT: readonly Condition[] = ["cancelled", "late"];

/**
 * Fills in and checks how to compute.
 *
 * @throws RangeError for a weight below 0, an unknown word, or a rule that looks ahead.
 */
export function conventionsOf(options: EngineOptions = {}): Conventions {
  const {
    positions = "effective",
    effectiveOiWeight = EFFECTIVE_OI_WEIGHT,
    dealers = "long_calls_short_puts",
  } = options;
  const { rules = ["quote", "tick"], leaveOut = LEFT_OUT } = options;
  mustBeOne("positions", positions, POSITION_RULES);
  mustBeOne("dealers", dealers, DEALER_SIDES);
  // A cell is not checked as a file is: null would pass for 0.
  if (!(typeof effectiveOiWeight === "number" && effectiveOiWeight >= 0 && effectiveOiWeight < Infinity))
    throw new RangeError(`effectiveOiWeight must be a number of 0 or more, not ${effectiveOiWeight}`);
  const layers = aggressorLayers(rules);
  if (layers.looksAhead)
    throw new RangeError(
      `rules: ${layers.names.join(", ")} look at later trades, and an engine sees nothing later than its instant; ` +
        `leave reverse_tick out, or classify the tape with classify(tape, rules)`,
    );
  const ignored = conditionMask(leaveOut);
  const weights = options.confidence ? sideWeights(options.confidence, layers.names) : undefined;
  const open = {
    effective: `effective open interest, weight ${effectiveOiWeight}`,
    settled: "settled open interest",
    inventory: "net contracts traded since the open",
  }[positions];
  const side = {
    long_calls_short_puts: "dealers long calls, short puts",
    against_customers: "dealers against the customers' net flow",
  }[dealers];
  const without = leaveOut.length === 0 ? "nothing left out" : `left out ${leaveOut.join(", ")}`;
  const believed = options.confidence ? `; sides right ${confidenceInWords(options.confidence, layers.names)}` : "";
  const text = `${open}; ${side}; sides by ${layers.names.join(", then ")}; ${without}${believed}`;
  return { positions, effectiveOiWeight, dealers, layers, ignored, weights, text };
}

function mustBeOne(name: string, value: string, words: readonly string[]): void {
  if (!words.includes(value)) throw new RangeError(`${name} must be one of ${words.join(", ")}, not "${value}"`);
}
