import { atmVolatility } from "./chain-state.js";
import type { Conventions } from "./engine-options.js";
import { chainLevels } from "./levels.js";
import { pinScore } from "./pin-score.js";
import type { ChainReading } from "./book-report.js";
import { expectedMove } from "./expected-move.js";
import { sampleChain } from "./sample-chain.js";
import { sampleEnd } from "./sample-clock.js";
import { elapsedAt, levelsAt } from "./sample-levels.js";
import type { SessionHistory } from "./session-history.js";
import { totalsOf } from "./session-totals.js";
import { sessionView, type SessionView } from "./session-view.js";
import type { Tape } from "./tape.js";
import { bookAt, type Truth } from "./truth.js";

/** A view of the truth, of which boards and chains are read as of any other. */
export interface TrueView {
  /**
   * Totals of every sample from the true book and the true flow: GEX, VEX and CHEX with the dealers' true sign, DEX too.
   * Levels and pin score of the one sample that was asked for.
   */
  readonly view: SessionView;
  /** The chain at that sample with true positions, and the tape's marks. */
  readonly chain: ChainReading;
}

/*
 * Of inventory against customers' flow the dealers' position is minus the net contracts. A history whose net contracts
 * are minus the dealers' true book is therefore the true book under this convention.
 */
const BOOK: Pick<Conventions, "positions" | "dealers"> = { positions: "inventory", dealers: "against_customers" };

/**
 * The truth of a session at one of its samples, with the marks of a view: the same volatilities, forward and spot.
 *
 * @throws RangeError when the truth is not the tape's, or the tape not the view's.
 */
export function trueView(view: SessionView, tape: Tape, truth: Truth, sample: number): TrueView {
  const { history, conventions } = view;
  const contracts = contractsOf(history, tape);
  if (
    tape.symbol !== history.symbol ||
    truth.symbol !== tape.symbol ||
    truth.customer.length !== tape.trades.time.length ||
    tape.session.date !== history.session.date ||
    history.settled.some((settled, c) => settled !== (tape.openInterest[contracts[c]] ?? 0))
  )
    throw new RangeError(
      `the truth of ${truth.symbol} with ${truth.customer.length} trades is not that of the ${tape.symbol} tape with ` +
        `${tape.trades.time.length} in an engine of ${history.symbol}; a truth goes with the tape it was made with, and ` +
        `with an engine on that tape`,
    );
  const flow = sessionView({ ...history, net: trueNet(history, tape, truth, 0) }, conventions);
  const book = sessionView({ ...history, net: trueNet(history, tape, truth, 1) }, { ...conventions, ...BOOK });
  const { call_flow, put_flow, calls_since_open, puts_since_open } = totalsOf(flow);
  const totals = { ...totalsOf(book), call_flow, put_flow, calls_since_open, puts_since_open };

  const { positions, state, gex } = sampleChain(book, sample);
  const end = sampleEnd(history.session, sample);
  // The last sample includes the close itself.
  const { openInterest } = bookAt(tape, truth, end === history.session.close ? Infinity : end);
  const open = (side: 0 | 1): Float64Array =>
    Float64Array.from(positions, (k) => openInterest[contracts[2 * k + side]] ?? 0);
  const trueState = { ...state, callOpenInterest: open(0), putOpenInterest: open(1) };
  const both = trueState.callOpenInterest.map((calls, k) => calls + trueState.putOpenInterest[k]);
  const { strikes, spot, hours } = state;
  const pin = pinScore({
    openInterest: both,
    gex: gex.net,
    strikes,
    spot,
    expectedMove: expectedMove(spot, atmVolatility(state), hours).remaining,
    elapsed: elapsedAt(history.session, hours),
  });
  const levels = new Map([[sample, { ...levelsAt(book, sample), levels: chainLevels(trueState, gex), pin }]]);
  return { view: { ...book, totals, levels }, chain: { state: trueState, gex } };
}

/**
 * Net contracts that customers truly bought since the open, by sample and contract of a history; with `start` 1 minus
 * the dealers' true book instead.
 */
function trueNet(history: SessionHistory, tape: Tape, { customer, dealers }: Truth, start: 0 | 1): Int32Array {
  const { session, samples } = history;
  const { time, contract, size } = tape.trades;
  const width = 2 * history.strikes.length;
  const contracts = contractsOf(history, tape);
  const rows = new Map(Array.from(contracts, (c, own) => [c, own]));
  const now = Int32Array.from(contracts, (c) => (start === 1 && c >= 0 ? -dealers[c] : 0));
  const net = new Int32Array(history.net.length);
  let trade = 0;
  for (let sample = 0; sample < samples; sample++) {
    const end = sampleEnd(session, sample);
    // The last sample's flow includes the close itself.
    for (; trade < time.length && (time[trade] < end || end === session.close); trade++)
      now[rows.get(contract[trade])!] += customer[trade] * size[trade];
    net.set(now, sample * width);
  }
  return net;
}

/** The tape's contract for each contract of a history, -1 for a strike that the tape has not. */
export function contractsOf({ strikes }: Pick<SessionHistory, "strikes">, tape: Tape): Int32Array {
  const position = new Map(Array.from(tape.strikes, (strike, k) => [strike, k]));
  return Int32Array.from({ length: 2 * strikes.length }, (_, c) => {
    const k = position.get(strikes[c >> 1]);
    return k === undefined ? -1 : 2 * k + (c % 2);
  });
}
