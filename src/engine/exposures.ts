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

const LAYERS: readonly LayerName[] = [
  "gex",
  "dex",
  "vex",
  "chex",
  "oi",
  "signed_delta_dollars",
  "signed_gamma_dollars",
  "contracts",
  "call_gex",
  "put_gex",
  "call_dex",
  "put_dex",
  "call_flow",
  "put_flow",
];

/** A chain at one sample, by strike; units and signs: `api/types.ts`. Filled by {@link exposuresAt}. */
export interface ChainExposures extends Readonly<Record<LayerName, Float64Array>>, ChainGreeks {
  readonly positions: Positions;
}

/** Room for a chain of so many strikes. */
export function chainExposures(strikes: number): ChainExposures {
  const layer = (): Float64Array => new Float64Array(strikes);
  const layers = Object.fromEntries(LAYERS.map((name) => [name, layer()])) as Record<LayerName, Float64Array>;
  const positions = { open: new Float64Array(2 * strikes), dealers: new Float64Array(2 * strikes) };
  return { ...layers, callDelta: layer(), gamma: layer(), vanna: layer(), charm: layer(), positions };
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
  const now = sample * 2 * count;
  const before = now - 2 * count;
  for (let k = 0; k < count; k++) {
    const call = 2 * k;
    const put = call + 1;
    const callDelta = out.callDelta[k];
    const gamma = out.gamma[k] * perPercent;
    out.oi[k] = open[call] + open[put];
    out.call_gex[k] = weighted(dealers[call], gamma);
    out.put_gex[k] = weighted(dealers[put], gamma);
    out.gex[k] = weighted(dealers[call] + dealers[put], gamma);
    out.call_dex[k] = weighted(ownSign[call], callDelta * dollars);
    out.put_dex[k] = weighted(ownSign[put], (callDelta - 1) * dollars);
    out.dex[k] = out.call_dex[k] + out.put_dex[k];
    out.vex[k] = weighted(dealers[call] + dealers[put], out.vanna[k] * dollars * 0.01);
    out.chex[k] = weighted(dealers[call] + dealers[put], out.charm[k] * dollars);

    const calls = net[now + call] - (sample === 0 ? 0 : net[before + call]);
    const puts = net[now + put] - (sample === 0 ? 0 : net[before + put]);
    out.contracts[k] = calls + puts;
    out.call_flow[k] = weighted(calls, callDelta * dollars);
    out.put_flow[k] = weighted(puts, (callDelta - 1) * dollars);
    out.signed_delta_dollars[k] = out.call_flow[k] + out.put_flow[k];
    out.signed_gamma_dollars[k] = weighted(calls + puts, gamma);
  }
}

/** No contracts weigh nothing, also where the weight is unknown. */
function weighted(contracts: number, weight: number): number {
  return contracts === 0 ? 0 : contracts * weight;
}
