import type { SnapshotStrike } from "../api/snapshot-types.js";
import { wireNumber } from "../grid/responses.js";
import { VOLATILITY_SOURCES } from "./mark-chain.js";
import type { SampleChain } from "./sample-chain.js";
import type { SessionView } from "./session-view.js";
import { quoteOf, thetaPerHour } from "./snapshot-blocks.js";

/** Every strike of a snapshot, ascending: exposures, open interest, volume, volatility, greeks and quotes of its two options. */
export function snapshotStrikes(
  { history }: SessionView,
  { sample, positions, state, exposures }: SampleChain,
): SnapshotStrike[] {
  const at = sample * 2 * history.strikes.length;
  const volume = (k: number): number => history.volume[at + 2 * k] + history.volume[at + 2 * k + 1];
  const all = { gex: 0, oi: 0, volume: 0 };
  for (const k of positions) {
    all.gex += Math.abs(exposures.gex[k]) || 0;
    all.oi += exposures.oi[k];
    all.volume += volume(k);
  }
  return positions.map((k, i) => {
    const [call, put] = [at + 2 * k, at + 2 * k + 1];
    const [callQuote, putQuote] = [call, put].map((c) => quoteOf(history.bid[c], history.ask[c]));
    const theta = wireNumber(thetaPerHour(state, i));
    const sigma = wireNumber(state.volatility[i]);
    const gamma = wireNumber(exposures.gamma[k]);
    return {
      strike: history.strikes[k],
      distance_from_spot_pct: wireNumber((100 * (history.strikes[k] - state.spot)) / state.spot),
      call_symbol: null,
      put_symbol: null,
      call_gex: wireNumber(exposures.call_gex[k]),
      put_gex: wireNumber(exposures.put_gex[k]),
      net_gex: wireNumber(exposures.gex[k]),
      call_dex: wireNumber(exposures.call_dex[k]),
      put_dex: wireNumber(exposures.put_dex[k]),
      net_dex: wireNumber(exposures.dex[k]),
      net_vex: wireNumber(exposures.vex[k]),
      net_chex: wireNumber(exposures.chex[k]),
      call_oi: wireNumber(state.callOpenInterest[i]),
      put_oi: wireNumber(state.putOpenInterest[i]),
      call_volume: history.volume[call],
      put_volume: history.volume[put],
      gex_share_pct: wireNumber((100 * Math.abs(exposures.gex[k])) / all.gex),
      oi_share_pct: wireNumber((100 * exposures.oi[k]) / all.oi),
      volume_share_pct: wireNumber((100 * volume(k)) / all.volume),
      call_iv: sigma,
      put_iv: sigma,
      iv_source: VOLATILITY_SOURCES[state.filled?.[i] ?? 0],
      call_delta: wireNumber(exposures.callDelta[k]),
      put_delta: wireNumber(exposures.callDelta[k] - 1),
      call_gamma: gamma,
      put_gamma: gamma,
      call_theta: theta,
      put_theta: theta,
      call_mid: wireNumber(callQuote.middle),
      put_mid: wireNumber(putQuote.middle),
      call_spread_pct: wireNumber(callQuote.spread),
      put_spread_pct: wireNumber(putQuote.spread),
    };
  });
}
