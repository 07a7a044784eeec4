import type { Complete } from "../api/endpoints.js";
import { NotFoundError } from "../api/errors.js";
import { checkSnapshot } from "../api/snapshot-schema.js";
import type {
  NoZeroDte,
  SessionClosed,
  SnapshotAnswer,
  SnapshotFlowDirection,
  SnapshotParams,
} from "../api/snapshot-types.js";
import { wireNumber } from "../grid/responses.js";
import { hoursToClose, isOpen, newYorkDate, previousSession, toIso } from "../session.js";
import { lastPrice, type AnswerOrigin } from "./answers.js";
import { chainExposures, exposuresAt } from "./exposures.js";
import { sampleChain } from "./sample-chain.js";
import { LAST_MARK_MS, sampleEnd } from "./sample-clock.js";
import { elapsedAt, levelsAt } from "./sample-levels.js";
import { sumOfKnown, totalsOf } from "./session-totals.js";
import { lastSampled, type SessionView } from "./session-view.js";
import { snapshotBlocks } from "./snapshot-blocks.js";
import { snapshotStrikes } from "./snapshot-strikes.js";

/**
 * The chain of one name as it stood at the last recorded sample before an instant, whose age it tells; or why there is
 * none. Inside the session and before its first sample everything is null.
 *
 * @throws NotFoundError `symbol_not_found` for a name without a tape.
 */
export function answerSnapshot(
  symbol: string,
  view: SessionView | undefined,
  instant: number,
  origin: AnswerOrigin,
  { expiry }: Complete<SnapshotParams>,
): SnapshotAnswer {
  if (view === undefined)
    throw new NotFoundError(`There is no ${symbol} here.`, { code: "symbol_not_found", status: 404 });
  const { history } = view;
  const { session } = history;
  const about = { ...origin, data_origin: history.origin };
  if (expiry !== null && expiry !== session.date) return noZeroDte(symbol, expiry, session.date, about);
  if (instant < session.open || instant > session.close) return sessionClosed(symbol, view, instant, about);

  const sample = lastSampled(history, instant);
  const hours = hoursToClose(session, instant);
  const head = {
    symbol,
    underlying_price: lastPrice(history, instant),
    expiration: session.date,
    as_of: toIso(instant),
    market_open: isOpen(instant),
    time_to_close_hours: hours,
    time_to_close_pct: wireNumber(100 * elapsedAt(session, hours)),
  };
  if (sample < 0)
    return emptySnapshot({ ...head, warnings: ["No sample of 30 seconds has been recorded yet."], ...about });
  const chain = sampleChain(view, sample);
  const age = (instant - sampleEnd(session, sample)) / 1000;
  return {
    ...head,
    ...snapshotBlocks(view, chain, levelsAt(view, sample), age),
    strikes: snapshotStrikes(view, chain),
    flow_direction: flowDirection(view, sample),
    warnings: warningsOf(hours, age, sampleEnd(session, sample) === session.close ? chain.state.spot : null),
    ...about,
  };
}

/** A snapshot whose blocks are there and whose numbers are not: what is absent in a block is read as null. */
function emptySnapshot(known: object): SnapshotAnswer {
  const blocks = { exposures: {}, expected_move: {}, pin_risk: {}, hedging: {}, decay: {}, vol_context: {} };
  return checkSnapshot({
    ...blocks,
    ...{ flow: {}, levels: {}, liquidity: {}, metadata: {}, strikes: [] },
    regime: { label: "undetermined" },
    flow_direction: { label: "undetermined" },
    ...known,
  });
}

function noZeroDte(symbol: string, expiry: string, date: string, about: AnswerOrigin): NoZeroDte {
  return {
    symbol,
    no_zero_dte: true,
    next_zero_dte_expiry: expiry < date ? date : null,
    message: `There are no contracts of ${symbol} that expire on ${expiry}; those here expire on ${date}.`,
    ...about,
  };
}

function sessionClosed(symbol: string, { history }: SessionView, instant: number, about: AnswerOrigin): SessionClosed {
  const { session } = history;
  const before = instant < session.open;
  return {
    symbol,
    session_closed: true,
    last_session: before ? previousSession(newYorkDate(instant)).date : session.date,
    message: before ? "The session has not begun yet." : "The session is over.",
    ...about,
  };
}

/** What the session's flow does to GEX: settled open interest beside what the engine takes to be open now. */
function flowDirection(view: SessionView, sample: number): SnapshotFlowDirection {
  const { history, conventions } = view;
  const settledChain = chainExposures(history.strikes.length);
  const before = { ...conventions, positions: "settled" as const };
  exposuresAt(settledChain, history, sample, before);
  const settled = sumOfKnown(settledChain.gex);
  const live = totalsOf(view).gex[sample];
  const now = chainExposures(history.strikes.length);
  exposuresAt(now, history, sample, conventions);
  let moved = 0;
  let contracts = 0;
  now.positions.open.forEach((open, c) => {
    // An inventory begins the day flat: all of it is the session's.
    const change = conventions.positions === "inventory" ? open : Math.abs(open - history.settled[c]);
    if (change > 0) moved++;
    contracts += change;
  });
  const adjustment = live - settled;
  const shift = settled !== 0 ? adjustment / settled : live === 0 ? 0 : NaN;
  const label = directionOf(settled, live, moved);
  return {
    label,
    settled_net_gex: wireNumber(settled),
    live_net_gex: wireNumber(live),
    flow_gex_adjustment: wireNumber(adjustment),
    flow_gex_pct_shift: wireNumber(shift),
    contracts_with_flow: moved,
    total_abs_delta_contracts: wireNumber(contracts),
    description: DIRECTIONS[label],
  };
}

const DIRECTIONS = {
  no_flow: "No series has moved from its settled open interest.",
  neutral: "The session's flow moves net GEX by less than 5 % of the settled one.",
  amplifying: "The session's flow makes net GEX larger, with the sign of the settled one.",
  dampening: "The session's flow makes net GEX smaller, with the sign of the settled one.",
  regime_flip: "The session's flow gives net GEX a sign that the settled one does not have.",
  undetermined: "Series have moved, but net GEX is unknown.",
} as const;

function directionOf(settled: number, live: number, moved: number): keyof typeof DIRECTIONS {
  if (moved === 0) return "no_flow";
  if (Number.isNaN(settled + live)) return "undetermined";
  if (live !== 0 && Math.sign(live) !== Math.sign(settled)) return "regime_flip";
  if (live === settled || Math.abs(live - settled) < 0.05 * Math.abs(settled)) return "neutral";
  return Math.abs(live) > Math.abs(settled) ? "amplifying" : "dampening";
}

/** @param closingSpot the spot at the last sample's mark, null before that sample */
function warningsOf(hours: number, age: number, closingSpot: number | null): string[] {
  const warnings: string[] = [];
  if (hours < 5 / 60) warnings.push("Less than five minutes to the close: greeks and levels change with every tick.");
  if (closingSpot !== null)
    warnings.push(
      `Quotes, volatilities and distances are those of ${LAST_MARK_MS / 1000} seconds before the close` +
        (Number.isNaN(closingSpot) ? "." : `, when the spot was ${closingSpot}.`),
    );
  if (age >= 60) warnings.push(`The last recorded sample is ${Math.round(age / 60)} minutes old.`);
  return warnings;
}
