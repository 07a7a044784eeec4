import { MINUTE, type Session } from "../session.js";
import { randomStream, type Random } from "../random.js";
import { FULL_SESSION_HOURS, SESSIONS_PER_YEAR } from "./session-clock.js";
import type { SimulatedName } from "./simulated-names.js";

/** Seconds between two prices of the underlying. */
export const PATH_SECONDS = 10;

/** A simulated underlying; one entry each {@link PATH_SECONDS} from open to close, both included. */
export interface SimulatedPath {
  /** USD, in whole cents. */
  readonly spot: Float64Array;
  /** Total deviation of an option at the money to the close: sigma x sqrt(time on the market's own clock). */
  readonly deviation: Float64Array;
  /** Order-flow imbalance, about -1 to 1: + is bullish. */
  readonly imbalance: Float64Array;
  /** One standard deviation of the whole session's move, USD. */
  readonly dayMove: number;
}

/** How much happens at a moment of the session (0 open, 1 close) against its average: busy at both ends. */
export function activity(moment: number): number {
  const middle = 2 * moment - 1;
  return 0.5 + 1.2 * middle * middle + 0.2 * (1 - moment);
}

/** The part of a session's activity that is over: the integral of {@link activity}, 0 to 1. */
export function activityBefore(moment: number): number {
  const middle = 2 * moment - 1;
  return 0.5 * moment + 0.2 * (middle * middle * middle + 1) + 0.2 * (moment - 0.5 * moment * moment);
}

/**
 * The path of one name: a random walk on the clock of {@link activity}, with a volatility that wanders and rises when
 * the price falls, a factor common to all names of the seed and session, and a drift towards its own order flow, so
 * that flow and price are related but neither tells the other.
 */
export function simulatePath(name: SimulatedName, session: Session, seed: number, random: Random): SimulatedPath {
  const market = randomStream(seed, `market ${session.date}`);
  const steps = (session.close - session.open) / (PATH_SECONDS * 1000);
  const days = (session.close - session.open) / (60 * MINUTE) / FULL_SESSION_HOURS;
  const daily = name.volatility * Math.sqrt(days / SESSIONS_PER_YEAR);
  const own = Math.sqrt(1 - name.correlation * name.correlation);
  const shock = (): number => name.correlation * market.normal() + own * random.normal();

  const spot = new Float64Array(steps + 1);
  const deviation = new Float64Array(steps + 1);
  const imbalance = new Float64Array(steps + 1);
  let price = name.price * (1 + 0.4 * daily * shock());
  const dayMove = price * daily;
  let logVolatility = 0.1 * random.normal();
  let flow = 0;
  for (let step = 0; step <= steps; step++) {
    const moment = step / steps;
    spot[step] = Math.round(price * 100) / 100;
    deviation[step] = daily * Math.exp(logVolatility) * Math.sqrt(Math.max(0, 1 - activityBefore(moment)));
    imbalance[step] = flow / (1 + Math.abs(flow));

    // Flow forgets half of itself in about twenty minutes, volatility in about an hour.
    flow += -0.006 * flow + 0.11 * random.normal();
    const size = daily * Math.exp(logVolatility) * Math.sqrt(activity(moment) / steps);
    const change = size * (shock() + 0.06 * imbalance[step]);
    price *= 1 + change;
    logVolatility += -0.002 * logVolatility + 0.008 * random.normal() - 0.12 * (change / daily);
  }
  return { spot, deviation, imbalance, dayMove };
}
