import { atmVolatility, type ChainState, rootTime } from "./chain-state.js";
import { findRoot } from "./find-root.js";
import { type Level, levelAt, type LevelStatus, noLevel } from "./level.js";
import { RepricedGex } from "./repriced-gex.js";

/** How far from the spot a flip is looked for, in remaining deviations at the money, and never outside the strikes. */
const REACH = 6;

/** Steps to a deviation. Two crossings within one step are not seen: a bump so narrow has no size either. */
const STEPS = 2;

/** Steps at most, for chains whose deviations are far apart. */
const MOST_STEPS = 2000;

/** Within how many deviations of the spot open interest is near the money. */
const NEAR = 3;

/** Of the logarithm of the spot, which is its relative error. */
const TOLERANCE = 1e-10;

/**
 * The spot at which net GEX, re-priced with each strike's volatility held, is zero: of several the nearest to the spot,
 * to a relative 1e-10. The vendor's second definition (mid 2026), whose details it keeps to itself; this one is ours.
 *
 * Looked for within six remaining deviations at the money of the spot and within the strikes, in steps of half a deviation;
 * chains of several expirations add up, the widest deviation says how far and the narrowest in what steps. It is
 * `no_boundary` when the sign is the same everywhere there, and `insufficient_quote_quality` when less than half of the
 * open interest within three deviations of the spot has a volatility from its own quote. Where nothing is open within
 * those three, or the spot is not between the strikes, it is `insufficient_local_coverage`.
 *
 * @param chains of one underlying at one instant, with one spot
 */
export function gammaFlipRepriced(chains: readonly ChainState[]): Level {
  const listed = chains.filter(({ strikes }) => strikes.length > 0);
  const deviations = listed.map((chain) => atmVolatility(chain) * rootTime(chain)).filter((deviation) => deviation > 0);
  const widest = Math.max(...deviations);
  const refusal = refusalOf(listed, widest);
  if (refusal !== null) return noLevel(refusal);
  const gex = new RepricedGex(listed);
  if (gex.terms === 0) return noLevel("no_exposure");

  const centre = Math.log(listed[0].spot);
  const from = Math.max(centre - REACH * widest, Math.log(Math.min(...listed.map(({ strikes }) => strikes[0]))));
  const to = Math.min(centre + REACH * widest, Math.log(Math.max(...listed.map(({ strikes }) => strikes.at(-1)!))));
  const steps = Math.min(MOST_STEPS, Math.ceil(((to - from) * STEPS) / Math.min(...deviations)));

  const f = (logSpot: number): number => gex.perSpot(logSpot);
  let root = NaN;
  let distance = Infinity;
  let a = NaN; // the last point at which there is a sign
  let fa = 0;
  for (let i = 0; i <= steps; i++) {
    const b = i === steps ? to : from + ((to - from) * i) / steps;
    const fb = f(b);
    if (fb === 0) continue;
    const crosses = (fa > 0 && fb < 0) || (fa < 0 && fb > 0);
    if (crosses && Math.max(a - centre, centre - b) < distance) {
      const found = findRoot(f, a, b, fa, fb, TOLERANCE);
      if (Math.abs(found - centre) < distance) {
        distance = Math.abs(found - centre);
        root = found;
      }
    }
    a = b;
    fa = fb;
  }
  return Number.isNaN(root) ? noLevel("no_boundary") : levelAt(Math.exp(root), null);
}

/** Why a flip cannot be told from these chains; null when it can. */
function refusalOf(chains: readonly ChainState[], widest: number): Exclude<LevelStatus, "available"> | null {
  if (chains.length === 0) return "no_strikes";
  const { spot } = chains[0];
  if (!(spot > 0)) return "no_spot";
  if (!chains.some(({ hours }) => hours > 0)) return "no_time_left";
  if (!chains.some(({ strikes }) => strikes[0] <= spot && spot <= strikes.at(-1)!))
    return "insufficient_local_coverage";

  const [low, high] = [spot * Math.exp(-NEAR * widest), spot * Math.exp(NEAR * widest)];
  let all = 0;
  let near = 0;
  let own = 0;
  for (const { strikes, callOpenInterest, putOpenInterest, volatility, filled } of chains) {
    for (let k = 0; k < strikes.length; k++) {
      const open = callOpenInterest[k] + putOpenInterest[k];
      all += open;
      if (!(strikes[k] >= low && strikes[k] <= high)) continue;
      near += open;
      if (volatility[k] > 0 && (filled === undefined || filled[k] === 0)) own += open;
    }
  }
  if (!(all > 0)) return "no_open_interest";
  if (!(widest > 0)) return "insufficient_quote_quality";
  if (near === 0) return "insufficient_local_coverage";
  return own < near / 2 ? "insufficient_quote_quality" : null;
}
