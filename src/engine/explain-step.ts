import { chainGreeks, type ChainGreeks } from "./chain-greeks.js";
import type { ChainMoment } from "./chain-moment.js";
import type { Conventions } from "./engine-options.js";
import { exposureWeights, type WeightedExposure } from "./exposure-weights.js";
import { positionsAt, type Positions } from "./positions.js";
import { shapley, weightsOf } from "./shapley.js";

/** What moves an exposure, in the order of their bits. */
export const EXPLAIN_FACTORS = ["spot", "volatility", "time", "trades", "open_interest"] as const;
/** One of {@link EXPLAIN_FACTORS}. */
export type ExplainFactor = (typeof EXPLAIN_FACTORS)[number];

/** What is explained: an exposure, or the worth of the flow since the open. */
export type ExplainMetric = WeightedExposure | "hedge_flow";

/** A chain whose change is explained. */
export interface ExplainedChain {
  readonly strikes: Float64Array;
  readonly logStrikes: Float64Array;
  readonly multiplier: number;
  readonly metric: ExplainMetric;
  readonly conventions: Pick<Conventions, "positions" | "effectiveOiWeight" | "dealers">;
}

/** A step of a chain from one moment to the next, by strike; filled by {@link explainStep}. */
export interface ExplainedStep extends Readonly<Record<ExplainFactor, Float64Array>> {
  readonly before: Float64Array;
  readonly after: Float64Array;
  /** Of the part of spot: that of the forward's move against the spot. */
  readonly basis: Float64Array;
  /** Of the part of volatility: all of it where a mark was filled in from other strikes. */
  readonly filled: Float64Array;
  /** 1 where no part could be told. */
  readonly untold: Uint8Array;
}

/** Sets of factors, as bits: of the marks, of all, and how many there are. */
const SPOT = 1;
const MARKS = 8;
const ALL = 32;

/**
 * Explains steps of a chain: revalues every contract under all 32 sets of factors, of which each has moved or not, and gives
 * each factor its Shapley value. Call it with two moments; the columns it gives are written again at the next step.
 *
 * Spot moves the forward with it: the forward is the price of the underlying at which the options trade. What the forward
 * did against the spot is told apart as `basis` by another 32 revaluations, as the Owen value of spot and basis, two
 * factors that moved as one. Where nothing is open at one of the moments and its volatility is unknown, that of the other
 * serves: it weighs nothing there.
 */
export function stepExplainer(chain: ExplainedChain): (from: ChainMoment, to: ChainMoment) => ExplainedStep {
  const { strikes, logStrikes, multiplier, metric, conventions } = chain;
  const count = strikes.length;
  const column = (): Float64Array => new Float64Array(count);
  const step: ExplainedStep = {
    spot: column(),
    volatility: column(),
    time: column(),
    trades: column(),
    open_interest: column(),
    before: column(),
    after: column(),
    basis: column(),
    filled: column(),
    untold: new Uint8Array(count),
  };
  const greeks: ChainGreeks = { callDelta: column(), gamma: column(), vanna: column(), charm: column() };
  const exposure = metric === "hedge_flow" ? "dex" : metric;
  const twoLegs = exposure === "dex";
  // By set of marks and strike; behind them the same with the other moment's basis.
  const callWeights = new Float64Array(2 * MARKS * count);
  const putWeights = new Float64Array(2 * MARKS * count);
  // By set of trades and open interest, and strike; a position of one leg is that of call and put together.
  const calls = new Float64Array(4 * count);
  const puts = new Float64Array(4 * count);
  const putsOrNone = twoLegs ? puts : null;
  const positions: Positions = { open: new Float64Array(2 * count), dealers: new Float64Array(2 * count) };
  const volatilities = [column(), column()];
  // By set of all factors and strike.
  const values = new Float64Array(ALL * count);
  const mixed = new Float64Array(ALL * count);
  const parts = EXPLAIN_FACTORS.map((name) => step[name]);

  const hold = (set: number, settled: Float64Array, net: Int32Array): void => {
    const at = set * count;
    if (metric !== "hedge_flow") positionsAt(positions, settled, net, 0, conventions);
    const { open, dealers } = positions;
    const held = metric === "hedge_flow" ? net : conventions.dealers === "against_customers" ? dealers : open;
    for (let k = 0; k < count; k++) {
      calls[at + k] = twoLegs ? held[2 * k] : dealers[2 * k] + dealers[2 * k + 1];
      puts[at + k] = twoLegs ? held[2 * k + 1] : 0;
    }
  };
  const weigh = (set: number, spot: number, forward: number, volatility: Float64Array, hours: number): void => {
    chainGreeks(greeks, { strikes, logStrikes, forward, spot, hours }, volatility);
    exposureWeights(callWeights, putWeights, set * count, greeks, exposure, spot, multiplier);
  };
  const valuesInto = (out: Float64Array, first: number): void => {
    for (let set = 0; set < ALL; set++) {
      const [held, weight] = [(set >> 3) * count, (first + (set & (MARKS - 1))) * count];
      valueOf(out, set * count, calls, putsOrNone, held, callWeights, putWeights, weight, count);
    }
  };

  return (from, to) => {
    const ends = [from, to];
    for (let set = 0; set < 4; set++) hold(set, ends[set >> 1].settled, ends[set & 1].net);
    for (let k = 0; k < count; k++) {
      const [a, b] = [from.volatility[k], to.volatility[k]];
      const nothing = (set: number): boolean => calls[set * count + k] === 0 && puts[set * count + k] === 0;
      volatilities[0][k] = Number.isNaN(a) && nothing(0) ? b : a;
      volatilities[1][k] = Number.isNaN(b) && nothing(3) ? a : b;
    }
    const moves = from.forward / from.spot !== to.forward / to.spot;
    for (let set = 0; set < MARKS; set++) {
      const [here, there] = [ends[set & 1], ends[1 - (set & 1)]];
      const volatility = volatilities[(set >> 1) & 1];
      const { hours } = ends[set >> 2];
      weigh(set, here.spot, here.forward, volatility, hours);
      if (moves) weigh(MARKS + set, here.spot, here.spot * (there.forward / there.spot), volatility, hours);
    }
    valuesInto(values, 0);
    shapley(parts, values);
    step.before.set(values.subarray(0, count));
    step.after.set(values.subarray((ALL - 1) * count));
    step.basis.fill(0);
    if (moves) {
      valuesInto(mixed, MARKS);
      basisParts(step.basis, values, mixed);
    }
    for (let k = 0; k < count; k++) {
      // Any set that is unknown makes the part of each factor unknown, since all have it on one side or the other.
      const untold = Number.isNaN(step.time[k]);
      step.untold[k] = untold ? 1 : 0;
      if (untold) for (const part of parts) part[k] = 0;
      if (untold) step.basis[k] = 0;
      step.filled[k] = from.filled[k] !== 0 || to.filled[k] !== 0 ? step.volatility[k] : 0;
    }
    return step;
  };
}

/** What a chain is worth under one set of factors; `puts` is null where call and put weigh the same and are held as one. */
function valueOf(
  out: Float64Array,
  at: number,
  calls: Float64Array,
  puts: Float64Array | null,
  held: number,
  callWeights: Float64Array,
  putWeights: Float64Array,
  weight: number,
  count: number,
): void {
  for (let k = 0; k < count; k++) out[at + k] = weighted(calls[held + k], callWeights[weight + k]);
  if (puts !== null) for (let k = 0; k < count; k++) out[at + k] += weighted(puts[held + k], putWeights[weight + k]);
}

/** No contracts weigh nothing, also where the weight is unknown. */
function weighted(contracts: number, weight: number): number {
  return contracts === 0 ? 0 : contracts * weight;
}

/**
 * The basis' half of the spot's part: what it adds before the spot has moved, and after, over all sets of the other factors.
 * Among `mixed`, a set without the spot has the old spot and the new basis, and one with it the new spot and the old basis.
 */
function basisParts(basis: Float64Array, values: Float64Array, mixed: Float64Array): void {
  const weights = weightsOf(EXPLAIN_FACTORS.length);
  const count = basis.length;
  for (let set = 0; set < ALL; set += 2) {
    const [before, after, weight] = [set * count, (set | SPOT) * count, 0.5 * weights[set]];
    for (let k = 0; k < count; k++)
      basis[k] += weight * (mixed[before + k] - values[before + k] + (values[after + k] - mixed[after + k]));
  }
}
