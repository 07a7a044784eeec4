import { wireNumber } from "../grid/responses.js";
import { hoursToClose, type Session } from "../session.js";
import { atmVolatility } from "./chain-state.js";
import { concentration, type Concentration } from "./concentration.js";
import { expectedMove, type ExpectedMove } from "./expected-move.js";
import { chainLevels, type Levels } from "./levels.js";
import { pinProbability } from "./pin-probability.js";
import { pinScore, type PinScore } from "./pin-score.js";
import { regimeOf, type Regime } from "./regime.js";
import { sampleChain, type SampleChain } from "./sample-chain.js";
import { totalsOf } from "./session-totals.js";
import type { SessionView } from "./session-view.js";

/** What a chain says at one sample beside its exposures: levels, the expected move, and how strongly it looks pinned. */
export interface SampleLevels {
  readonly levels: Levels;
  /** Of effective open interest by strike, calls and puts together. */
  readonly concentration: Concentration;
  readonly regime: Regime;
  /** Annual, 1 is 100 %. */
  readonly atmVolatility: number;
  readonly move: ExpectedMove;
  readonly pin: PinScore;
  /** 0 to 0.95. */
  readonly pinProbability: number;
}

/** The levels of a sample; each sample's are found once. */
export function levelsAt(view: SessionView, sample: number): SampleLevels {
  let found = view.levels.get(sample);
  if (found === undefined) {
    found = findLevels(view, sampleChain(view, sample));
    view.levels.set(sample, found);
  }
  return found;
}

function findLevels(view: SessionView, { sample, state, gex }: SampleChain): SampleLevels {
  const { session } = view.history;
  const { strikes, spot, hours, callOpenInterest, putOpenInterest } = state;
  const levels = chainLevels(state, gex);
  const open = callOpenInterest.map((calls, k) => calls + putOpenInterest[k]);
  const shares = concentration(open);
  const regime = regimeOf(totalsOf(view).gex[sample]);
  const atm = atmVolatility(state);
  const move = expectedMove(spot, atm, hours);
  const pin = pinScore({
    openInterest: open,
    gex: gex.net,
    strikes,
    spot,
    expectedMove: move.remaining,
    elapsed: elapsedAt(session, hours),
  });
  const magnet = levels.magnet.price ?? NaN;
  const inputs = { spot, magnet, expectedMove: move.remaining, hours, regime, top3: shares.top3 };
  return {
    levels,
    concentration: shares,
    regime,
    atmVolatility: atm,
    move,
    pin,
    pinProbability: pinProbability(inputs),
  };
}

/** The part of a session that is over, 0 to 1. */
export function elapsedAt(session: Session, hours: number): number {
  return 1 - hours / hoursToClose(session, session.open);
}

/** A price of a level as the wire writes it. */
export function levelPrice(levels: Levels, name: keyof Levels): number | null {
  const { price } = levels[name];
  return price === null ? null : wireNumber(price);
}
