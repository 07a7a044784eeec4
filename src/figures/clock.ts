import { MINUTE, newYorkTime, toIso } from "../session.js";

/** A New York time as short as it can be told. */
export function clock(t: number): string {
  return newYorkTime(t, t % MINUTE !== 0);
}

/** The same instant in UTC, `19:30 UTC`. */
export function utcClock(t: number): string {
  return `${toIso(t).slice(11, t % MINUTE === 0 ? 16 : 19)} UTC`;
}

/** Both: `15:30 ET (19:30 UTC)`. */
export function bothClocks(t: number): string {
  return `${clock(t)} ET (${utcClock(t)})`;
}
