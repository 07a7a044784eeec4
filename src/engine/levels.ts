import type { Concentration } from "./concentration.js";
import type { ChainState } from "./chain-state.js";
import { extremeStrike } from "./extreme-strike.js";
import { gammaFlipByStrike } from "./gamma-flip-by-strike.js";
import { gammaFlipRepriced } from "./gamma-flip-repriced.js";
import { type Level, type LevelStatus, noLevel } from "./level.js";
import { maxPain } from "./max-pain.js";
import { callWall, magnet, maxNegativeGamma, maxPositiveGamma, putWall } from "./walls.js";

/** GEX of a chain by strike, USD of delta per 1 % move; NaN where it is unknown. */
export interface ChainGex {
  readonly call: Float64Array;
  readonly put: Float64Array;
  readonly net: Float64Array;
}

/** Every level of a chain by name. */
export interface Levels {
  /** Where net GEX re-priced at other spots is zero: {@link gammaFlipRepriced}. */
  readonly gamma_flip_repriced: Level;
  /** Where net GEX by strike crosses zero: {@link gammaFlipByStrike}. */
  readonly gamma_flip_by_strike: Level;
  /** {@link callWall} */
  readonly call_wall: Level;
  /** {@link putWall} */
  readonly put_wall: Level;
  /** {@link magnet} */
  readonly magnet: Level;
  /** {@link maxPain} */
  readonly max_pain: Level;
  /** The strike with the most open contracts, calls and puts together, the lower of equals. */
  readonly highest_oi_strike: Level;
  /** {@link maxPositiveGamma} */
  readonly max_positive_gamma: Level;
  /** {@link maxNegativeGamma} */
  readonly max_negative_gamma: Level;
}

/** One of {@link Levels} as a row, or how concentrated open interest is. */
export interface LevelRow {
  readonly level: keyof Levels | "concentration";
  /** USD; null when there is none, and `status` says why. */
  readonly price: number | null;
  /** What makes it a level, in `unit`; null when there is none. */
  readonly value: number | null;
  readonly unit: string | null;
  readonly status: LevelStatus;
}

const GEX = "USD per 1 %";

const UNITS: Readonly<Record<keyof Levels, string | null>> = {
  gamma_flip_repriced: null,
  gamma_flip_by_strike: null,
  call_wall: GEX,
  put_wall: GEX,
  magnet: GEX,
  max_pain: "USD",
  highest_oi_strike: "contracts",
  max_positive_gamma: GEX,
  max_negative_gamma: GEX,
};

/** All levels of a chain, each in its own definition. */
export function chainLevels(chain: ChainState, gex: ChainGex): Levels {
  const { strikes, spot } = chain;
  // Without a spot no exposure is known, however good the quotes.
  const ofGex = (level: Level): Level =>
    Number.isNaN(spot) && level.status === "insufficient_quote_quality" ? noLevel("no_spot") : level;
  return {
    gamma_flip_repriced: gammaFlipRepriced([chain]),
    gamma_flip_by_strike: gammaFlipByStrike(strikes, gex.net, spot),
    call_wall: ofGex(callWall(strikes, gex.call)),
    put_wall: ofGex(putWall(strikes, gex.put)),
    magnet: ofGex(magnet(strikes, gex.net)),
    max_pain: maxPain(chain),
    highest_oi_strike: highestOpenInterest(chain),
    max_positive_gamma: ofGex(maxPositiveGamma(strikes, gex.net)),
    max_negative_gamma: ofGex(maxNegativeGamma(strikes, gex.net)),
  };
}

/**
 * Levels as rows, one a level, whether it is there or not; the last row is the part of open interest at its three largest
 * strikes, which has no price.
 */
export function levelRows(levels: Levels, { top3 }: Concentration): LevelRow[] {
  const rows: LevelRow[] = (Object.keys(UNITS) as (keyof Levels)[]).map((level) => {
    const { price, value, status } = levels[level];
    return { level, price, value, unit: UNITS[level], status };
  });
  const known = !Number.isNaN(top3);
  const value = known ? top3 : null;
  const status = known ? "available" : "no_open_interest";
  return [...rows, { level: "concentration", price: null, value, unit: "of open interest in three strikes", status }];
}

function highestOpenInterest({ strikes, callOpenInterest, putOpenInterest }: ChainState): Level {
  const open = callOpenInterest.map((calls, k) => calls + putOpenInterest[k]);
  const highest = extremeStrike(strikes, open, "positive");
  return highest.price === null && strikes.length > 0 ? noLevel("no_open_interest") : highest;
}
