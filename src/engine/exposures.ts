import type { HeatmapMetric, StrikeFlowField } from "../api/types.js";
import type { Marks } from "./marks.js";

/** One value per strike and bar, `[strike * bars + bar]`; units and signs: `api/types.ts`. */
type StrikeCells = Float64Array;

/** The layers that a strike's two contracts add up to, and the two legs of the delta-dollars. */
export type Exposures = Readonly<Record<HeatmapMetric | StrikeFlowField | "call_flow" | "put_flow", StrikeCells>>;

/**
 * All layers of a session from its greeks, effective open interest and net contracts. A cell whose greek is unknown is
 * NaN; flow there is NaN too, unless nothing was traded, which is 0.
 *
 * Flow is weighted with delta, gamma and spot at its bar's mark, see {@link Marks}.
 *
 * @param openInterest effective, `[contract * bars + bar]`
 * @param net buys minus sells, `[contract * bars + bar]`
 */
export function exposuresOf(
  marks: Marks,
  openInterest: Float64Array,
  net: Float64Array,
  multiplier: number,
): Exposures {
  const bars = marks.spot.length;
  const cells = marks.gamma.length;
  const layer = (): StrikeCells => new Float64Array(cells);
  const [gex, dex, vex, chex, oi] = [layer(), layer(), layer(), layer(), layer()];
  const [call_flow, put_flow, signed_delta_dollars] = [layer(), layer(), layer()];
  const [signed_gamma_dollars, contracts] = [layer(), layer()];

  for (let cell = 0; cell < cells; cell++) {
    const bar = cell % bars;
    const call = 2 * (cell - bar) + bar;
    const put = call + bars;
    const dollars = multiplier * marks.spot[bar];
    const perPercent = dollars * marks.spot[bar] * 0.01;
    const difference = openInterest[call] - openInterest[put];
    const callDelta = marks.callDelta[cell];

    oi[cell] = openInterest[call] + openInterest[put];
    gex[cell] = difference * marks.gamma[cell] * perPercent;
    dex[cell] = (openInterest[call] * callDelta + openInterest[put] * (callDelta - 1)) * dollars;
    vex[cell] = difference * marks.vanna[cell] * dollars * 0.01;
    chex[cell] = difference * marks.charm[cell] * dollars;

    contracts[cell] = net[call] + net[put];
    call_flow[cell] = weighted(net[call], callDelta * dollars);
    put_flow[cell] = weighted(net[put], (callDelta - 1) * dollars);
    signed_delta_dollars[cell] = call_flow[cell] + put_flow[cell];
    signed_gamma_dollars[cell] = weighted(net[call] + net[put], marks.gamma[cell] * perPercent);
  }
  return {
    gex,
    dex,
    vex,
    chex,
    oi,
    contracts,
    call_flow,
    put_flow,
    signed_delta_dollars,
    signed_gamma_dollars,
    signed_flow: signed_delta_dollars,
  };
}

/** No contracts weigh nothing, also where the weight is unknown. */
function weighted(net: number, weight: number): number {
  return net === 0 ? 0 : net * weight;
}
