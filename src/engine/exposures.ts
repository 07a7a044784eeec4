import type { HeatmapMetric, StrikeFlowField } from "../api/types.js";
import { hoursToClose } from "../session.js";
import { chainGreeks, type ChainGreeks } from "./chain-greeks.js";
import type { Conventions } from "./engine-options.js";
import { positionsAt, type Positions } from "./positions.js";
import { markInstant } from "./sample-clock.js";
import type { SessionHistory } from "./session-history.js";

/** The layers of a chain: what a heatmap and a strike-flow show, and the legs that they add up from. */
export type LayerName =
  | Exclude<HeatmapMetric, "signed_flow">
  | StrikeFlowField
  | "call_gex"
  | "put_gex"
  | "call_dex"
  | "put_dex"
  | "call_flow"
  | "put_flow";

/** A chain at one sample, by strike; units and signs: `api/types.ts`. Filled by {@link exposuresAt}. */
export interface ChainExposures extends Readonly<Record<LayerName, Float64Array>>, ChainGreeks {
  readonly positions: Positions;
}

/** Room for a chain of so many strikes. */
export function chainExposures(strikes: number): ChainExposures {
  const layer = (): Float64Array => new Float64Array(strikes);
  // Written out: objects that are put together name by name are each of a kind of their own to the compiler, and the loops
  // below would be compiled again for every one, and then for none.
  return {
    gex: layer(),
    dex: layer(),
    vex: layer(),
    chex: layer(),
    oi: layer(),
    signed_delta_dollars: layer(),
    signed_gamma_dollars: layer(),
    contracts: layer(),
    call_gex: layer(),
    put_gex: layer(),
    call_dex: layer(),
    put_dex: layer(),
    call_flow: layer(),
    put_flow: layer(),
    callDelta: layer(),
    gamma: layer(),
    vanna: layer(),
    charm: layer(),
    positions: { open: new Float64Array(2 * strikes), dealers: new Float64Array(2 * strikes) },
  };
}

/**
 * All layers of a chain at one sample, into `out`: exposures of the positions then, and the flow of the sample, weighted
 * with delta, gamma and spot at its mark.
 *
 * A cell whose greek is unknown is NaN, unless nothing is open or was traded there: that is 0 whatever the greek. DEX has
 * each option's own delta; of dealers against their customers it has the dealers' sign too.
 */
export function exposuresAt(
  out: ChainExposures,
  history: SessionHistory,
  sample: number,
  conventions: Conventions,
): void {
  const { strikes, logStrikes, net, volatility } = history;
  const count = strikes.length;
  const spot = history.spot[sample];
  const forward = history.forward[sample];
  const hours = hoursToClose(history.session, markInstant(history.session, sample));
  const { open, dealers } = out.positions;
  positionsAt(out.positions, history.settled, net, sample * 2 * count, conventions);
  const ownSign = conventions.dealers === "against_customers" ? dealers : open;

  chainGreeks(out, { strikes, logStrikes, forward, spot, hours }, volatility, sample * count);

  const dollars = history.multiplier * spot;
  const perPercent = dollars * spot * 0.01;
  gammaExposures(out, dealers, perPercent);
  deltaExposures(out, ownSign, dollars);
  decayExposures(out, open, dealers, dollars);
  legs(out, net, 2 * count * sample, dollars);
  signedFlow(out, perPercent);
}

/* Short loops over a few columns each, as in chain-loops.ts: one loop over all layers takes twice as long. */

function gammaExposures(out: ChainExposures, dealers: Float64Array, unit: number): void {
  const { gamma, call_gex: calls, put_gex: puts, gex } = out;
  for (let k = 0; k < gex.length; k++) {
    const dollars = gamma[k] * unit;
    calls[k] = weighted(dealers[2 * k], dollars);
    puts[k] = weighted(dealers[2 * k + 1], dollars);
    gex[k] = weighted(dealers[2 * k] + dealers[2 * k + 1], dollars);
  }
}

function deltaExposures(out: ChainExposures, held: Float64Array, unit: number): void {
  const { callDelta, call_dex: calls, put_dex: puts, dex } = out;
  for (let k = 0; k < dex.length; k++) {
    calls[k] = weighted(held[2 * k], callDelta[k] * unit);
    puts[k] = weighted(held[2 * k + 1], (callDelta[k] - 1) * unit);
    dex[k] = calls[k] + puts[k];
  }
}

function decayExposures(out: ChainExposures, open: Float64Array, dealers: Float64Array, unit: number): void {
  const { vanna, charm, vex, chex, oi } = out;
  for (let k = 0; k < vex.length; k++) vex[k] = weighted(dealers[2 * k] + dealers[2 * k + 1], vanna[k] * unit * 0.01);
  for (let k = 0; k < chex.length; k++) chex[k] = weighted(dealers[2 * k] + dealers[2 * k + 1], charm[k] * unit);
  for (let k = 0; k < oi.length; k++) oi[k] = open[2 * k] + open[2 * k + 1];
}

/** What was traded since the sample before, `net` being sums since the open, and its dollars by right. */
function legs(out: ChainExposures, net: Int32Array, now: number, unit: number): void {
  const { callDelta, contracts, call_flow: calls, put_flow: puts } = out;
  const width = 2 * contracts.length;
  for (let k = 0; k < contracts.length; k++) {
    const at = now + 2 * k;
    const first = at < width;
    const call = net[at] - (first ? 0 : net[at - width]);
    const put = net[at + 1] - (first ? 0 : net[at + 1 - width]);
    contracts[k] = call + put;
    calls[k] = weighted(call, callDelta[k] * unit);
    puts[k] = weighted(put, (callDelta[k] - 1) * unit);
  }
}

function signedFlow(out: ChainExposures, unit: number): void {
  const { gamma, contracts, call_flow: calls, put_flow: puts } = out;
  const { signed_delta_dollars: delta, signed_gamma_dollars: convexity } = out;
  for (let k = 0; k < delta.length; k++) delta[k] = calls[k] + puts[k];
  for (let k = 0; k < convexity.length; k++) convexity[k] = weighted(contracts[k], gamma[k] * unit);
}

/** No contracts weigh nothing, also where the weight is unknown. */
function weighted(contracts: number, weight: number): number {
  return contracts === 0 ? 0 : contracts * weight;
}
