import { joined, NO_QUOTES, NO_TRADES, NO_UNDERLYING, renamed, rest, type TapeEvents } from "./event-columns.js";
import { listStrikes, type LiveState } from "./live-state.js";
import { copyMark, markSample } from "./mark-sample.js";
import { markInstant, sampleCount, sampleEnd } from "./sample-clock.js";
import { addGaps, growSamples } from "./session-history.js";
import { takePrices, takeQuotes, takeTrades, type TradeReading } from "./take-events.js";

/** A microsecond, milliseconds. */
const JUST_BEFORE = 0.001;

/**
 * Takes events into a session, in the order of time, and closes every sample that is over with them. A whole tape and the
 * same tape event by event leave the same history, which is all that is kept of the past.
 *
 * What a sample knows: its flow is of trades from its start to before its end (to the close itself for the last one); its
 * quotes, spot and volatilities are those at or before its mark. A trade's side is found from the quote that came with it
 * or else the contract's last one strictly before it: one of the same time may be its consequence.
 *
 * @returns how many samples were closed
 */
export function appendEvents(state: LiveState, reading: TradeReading, events: TapeEvents): number {
  const { history } = state;
  const { session } = history;
  addGaps(history, events.gaps ?? []);
  const contracts = listStrikes(state, events.strikes);
  state.trades = joined(state.trades, renamed(events.trades ?? NO_TRADES, contracts));
  state.quotes = joined(state.quotes, renamed(events.quotes ?? NO_QUOTES, contracts));
  state.underlying = joined(state.underlying, events.underlying ?? NO_UNDERLYING);

  const last = Math.max(...[state.trades, state.quotes, state.underlying].map(({ time }) => time.at(-1) ?? -Infinity));
  // Of events at the last time more may come: then nothing at that time is over yet.
  const known = events.recordedTo ?? last;
  const inclusive = events.recordedTo !== undefined;
  const closedBefore = history.samples;
  for (;;) {
    const end = sampleEnd(session, history.samples);
    if (history.samples === sampleCount(session) || !(inclusive ? end <= known : end < known)) break;
    closeSample(state, reading, end);
  }
  takeTrades(state, reading, known, inclusive);
  takeQuotes(state, known, inclusive);
  takePrices(state, known, inclusive);
  history.recordedTo = Math.max(history.recordedTo, Math.min(inclusive ? known : known - JUST_BEFORE, session.close));
  // What is over is let go of, so that nothing grows with the number of trades.
  state.trades = rest(state.trades, state.trade);
  state.quotes = rest(state.quotes, state.quote);
  state.underlying = rest(state.underlying, state.tick);
  state.trade = state.quote = state.tick = 0;
  return history.samples - closedBefore;
}

/** Closes the next sample: seals its flow, takes the quotes of its mark, and writes its row. */
function closeSample(state: LiveState, reading: TradeReading, end: number): void {
  const { history, ruleTrades, ruleContracts } = state;
  const { session } = history;
  const row = history.samples;
  if (row === history.spot.length)
    growSamples(history, Math.min(sampleCount(session), Math.max(64, 2 * history.spot.length)));
  const contracts = 2 * history.strikes.length;
  const rules = history.ruleNames.length;

  // A trade at the very close belongs to the last sample; at any other end, to the next.
  takeTrades(state, reading, end, end === session.close);
  history.net.set(state.net, row * contracts);
  history.volume.set(state.volume, row * contracts);
  history.ruleTrades.set(ruleTrades, row * rules);
  history.ruleContracts.set(ruleContracts, row * rules);
  if (history.weighed) {
    history.expected.set(state.expected, row * contracts);
    history.variance.set(state.variance, row * contracts);
    state.expected.fill(0);
    state.variance.fill(0);
  }
  ruleTrades.fill(0);
  ruleContracts.fill(0);
  // Trades at the end are read before the quotes of that time, and counted into the next sample.
  takeTrades(state, reading, end, true);

  const instant = markInstant(session, row);
  if (row > 0 && instant === markInstant(session, row - 1)) copyMark(history, row);
  else {
    takeQuotes(state, instant, true);
    takePrices(state, instant, true);
    markSample(state, row, instant);
  }
  takeQuotes(state, end, true);
  takePrices(state, end, true);
  history.price[row] = state.spot;
  history.samples++;
  history.recordedTo = end;
}
