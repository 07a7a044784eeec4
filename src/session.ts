import { createRequire } from "node:module";
import type { Temporal } from "temporal-polyfill";
import { closesEarly, dateOf, DAY, isTradingDay, yearOf } from "./exchange-days.js";
import { once } from "./once.js";

/**
 * The New York trading session: its days, hours and bars, and every conversion between an instant and the New York
 * clock. An instant is a number of milliseconds since 1970-01-01T00:00Z, fractions allowed; a date is "yyyy-MM-dd" in
 * New York.
 *
 * The session is that of equity options, 09:30 to 16:00 Eastern, which is also the session of the live flow API. Options
 * on some indices and broad funds trade a quarter of an hour longer, to 16:15, or to 13:15 on an early close ("eligible
 * options" in the exchange's releases); that quarter is outside the session here.
 *
 * Sources: the holidays and the days they are observed on are NYSE Rule 7.2 (Rule 51 in earlier years); the early
 * closes are those of NYSE's "Holidays & Trading Hours" page and its yearly "Holiday and Early Closings Calendar"
 * releases. The rules below are proved in the tests against the published calendars of 2014 to 2028. For a date outside
 * those years nothing is known, and the functions that need the calendar throw a RangeError rather than guess.
 */
export interface Session {
  /** New York calendar date, yyyy-MM-dd. */
  readonly date: string;
  /** Epoch milliseconds UTC of the open, 09:30 in New York. */
  readonly open: number;
  /** Epoch milliseconds UTC of the close, 16:00 in New York, 13:00 on an early close. */
  readonly close: number;
  /** True when the session closes early. */
  readonly early: boolean;
}

/** Milliseconds in a minute: the length of the default bar. */
export const MINUTE: number = 60_000;

const HOUR = 3_600_000;

/** The years whose calendar the exchange has published and the tests prove. */
const FIRST_YEAR = 2014;
const LAST_YEAR = 2028;

// ---------------------------------------------------------------------------------------------------------- sessions

/**
 * The session of a New York date, or null when the exchange is closed all day (weekend, holiday, day of mourning).
 * The object is frozen and the same one for every call.
 *
 * @throws RangeError when `date` is not a calendar date written yyyy-MM-dd, or is outside 2014 to 2028.
 * @example sessionOn("2015-12-24") // { date: "2015-12-24", open: 1450967400000, close: 1450980000000, early: true }
 */
export function sessionOn(date: string): Session | null {
  return sessionOfDay(dayOf(date));
}

/**
 * The session of the New York date on which an instant falls, also before the open and after the close; null when the
 * exchange is closed all that day.
 *
 * @throws RangeError when the New York date is outside 2014 to 2028, or `instant` is no instant.
 * @example sessionAt(Date.parse("2026-06-06T02:00:00Z"))?.date // "2026-06-05": still Friday evening in New York
 */
export function sessionAt(instant: number): Session | null {
  return sessionOfDay(Math.floor(wallClock(instant) / DAY));
}

/**
 * The first session strictly after a date; the date itself need not have one.
 *
 * @throws RangeError when `date` is malformed, or it or the session sought is outside 2014 to 2028.
 * @example nextSession("2026-07-02").date // "2026-07-06": Independence Day is observed on Friday the 3rd
 */
export function nextSession(date: string): Session {
  return neighbour(date, 1);
}

/**
 * The last session strictly before a date; the date itself need not have one.
 *
 * @throws RangeError when `date` is malformed, or it or the session sought is outside 2014 to 2028.
 * @example previousSession("2026-07-06").date // "2026-07-02"
 */
export function previousSession(date: string): Session {
  return neighbour(date, -1);
}

/**
 * True from the open, inclusive, to the close, exclusive, of a session.
 *
 * @throws RangeError when the New York date is outside 2014 to 2028, or `instant` is no instant.
 * @example isOpen(atNewYork("2026-06-05", "16:00")) // false
 */
export function isOpen(instant: number): boolean {
  const session = sessionAt(instant);
  return session !== null && instant >= session.open && instant < session.close;
}

// -------------------------------------------------------------------------------------------------------------- bars

/**
 * Index of the bar [open + i * barMs, open + (i + 1) * barMs) that holds an instant. -1 when no bar does: before the
 * open, at the close or after it (the session ends where its close begins), and for NaN.
 *
 * @param barMs length of a bar in whole milliseconds, one minute by default
 * @throws RangeError when `barMs` is not a positive whole number.
 * @example barOf(session, atNewYork(session.date, "15:59:59")) // 389, the last minute of a full session
 */
export function barOf(session: Session, instant: number, barMs: number = MINUTE): number {
  if (!(Number.isInteger(barMs) && barMs > 0)) throw badBar(barMs);
  return instant >= session.open && instant < session.close ? Math.floor((instant - session.open) / barMs) : -1;
}

/**
 * Number of bars in a session: 390 minutes, 210 on an early close. Where `barMs` does not divide the session the last
 * bar is cut short by the close and counts.
 *
 * @param barMs length of a bar in whole milliseconds, one minute by default
 * @throws RangeError when `barMs` is not a positive whole number.
 * @example barCount(session, 60 * MINUTE) // 7: the last one is half an hour long
 */
export function barCount(session: Session, barMs: number = MINUTE): number {
  if (!(Number.isInteger(barMs) && barMs > 0)) throw badBar(barMs);
  return Math.ceil((session.close - session.open) / barMs);
}

/**
 * Hours left on the session clock, which runs only while the session does: the whole session before the open (6.5, or
 * 3.5 on an early close), 0 at the close and after it, NaN for NaN.
 *
 * @example hoursToClose(session, atNewYork(session.date, "14:45")) // 1.25
 */
export function hoursToClose(session: Session, instant: number): number {
  return (session.close - Math.min(Math.max(instant, session.open), session.close)) / HOUR;
}

// ------------------------------------------------------------------------------------------------- the New York clock

/**
 * New York calendar date of an instant, yyyy-MM-dd.
 *
 * @throws RangeError when `instant` is no instant of the years 1970 to 2099.
 * @example newYorkDate(Date.parse("2026-06-06T02:00:00Z")) // "2026-06-05"
 */
export function newYorkDate(instant: number): string {
  return wallText(instant).slice(0, 10);
}

/**
 * New York time of day of an instant, "14:30", or "14:30:05" with seconds. What is finer is cut off, never rounded up:
 * a minute is shown until it is over.
 *
 * @throws RangeError when `instant` is no instant of the years 1970 to 2099.
 * @example newYorkTime(Date.parse("2026-06-05T18:30:05Z"), true) // "14:30:05"
 */
export function newYorkTime(instant: number, withSeconds: boolean = false): string {
  return wallText(instant).slice(11, withSeconds ? 19 : 16);
}

/**
 * New York date and time of an instant, "2026-06-05 14:30:00": the form Plotly's date axes take. Fractions of a second
 * are cut off. In the hour that the clock repeats in November two instants have the same text; no session is near it.
 *
 * @throws RangeError when `instant` is no instant of the years 1970 to 2099.
 * @example newYorkDateTime(Date.parse("2026-06-05T18:30:00Z")) // "2026-06-05 14:30:00"
 */
export function newYorkDateTime(instant: number): string {
  const text = wallText(instant);
  return `${text.slice(0, 10)} ${text.slice(11, 19)}`;
}

/**
 * The instant of a New York date and time of day, "HH:mm" or "HH:mm:ss".
 *
 * @throws RangeError when either is malformed or impossible, or when the clock is being changed: a time that is
 *   skipped in March or comes twice in November has no single instant.
 * @example atNewYork("2026-06-05", "14:30") // 1780684200000, which is 2026-06-05T18:30:00Z
 */
export function atNewYork(date: string, time: string): number {
  const day = dayOf(date);
  const parts = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/.exec(time);
  if (parts === null) {
    throw new RangeError(`"${time}" is not a time of day; write it as HH:mm or HH:mm:ss, such as "14:30"`);
  }
  const wall = day * DAY + Number(parts[1]) * HOUR + Number(parts[2]) * MINUTE + Number(parts[3] ?? 0) * 1000;

  // The clock changes at most once in two days, so one of these two offsets is in force at the time sought.
  const before = wall - offsetAt(wall - DAY);
  const after = wall - offsetAt(wall + DAY);
  const isBefore = wall - offsetAt(before) === before;
  const isAfter = wall - offsetAt(after) === after;
  if (before !== after && isBefore === isAfter) {
    const what = isBefore ? "comes twice" : "does not exist";
    throw new RangeError(
      `${time} ${what} in New York on ${date}, when the clock is changed; give the instant with its UTC offset`,
    );
  }
  return checked(isBefore ? before : after);
}

// ---------------------------------------------------------------------------------------------------------- instants

/**
 * The instant that a value from outside means, in epoch milliseconds: ISO 8601 text with Z or a UTC offset, epoch
 * milliseconds, or a Date. Text is read to the nanosecond, as far as a double holds it (a quarter of a microsecond).
 *
 * Two mistakes are refused because they pass unnoticed otherwise: text without an offset, which would be read in
 * whatever zone the machine is in, and a number before March 1973 (1e11), which is epoch seconds or a missing value.
 *
 * @throws RangeError naming the value and saying what to write instead.
 * @example toInstant("2026-06-05T14:44:00-04:00") // 1780685040000
 */
export function toInstant(value: string | number | Date): number {
  if (typeof value === "string") return parseInstant(value);
  const instant = Number(value);
  if (Number.isNaN(instant)) throw notAnInstant(value);
  if (instant < 1e11) throw notAnInstant(instant);
  return checked(instant);
}

/**
 * The instant of a New York date that a value means: its time of day there (`"10:30"`, `"9:30:15"`), or whatever
 * {@link toInstant} takes.
 *
 * @param only ends the message about another day: which day this is the only one of
 * @throws RangeError for a time that cannot be read, or one of another New York day.
 * @example instantOn("2026-06-05", "14:30", "the day that was recorded") // 1780684200000
 */
export function instantOn(date: string, value: number | string, only: string): number {
  const clock = typeof value === "string" && /^\d\d?:\d\d(:\d\d)?$/.test(value);
  const instant = clock ? atNewYork(date, value.replace(/^\d:/, "0$&")) : toInstant(value);
  if (newYorkDate(instant) !== date) throw new RangeError(`${toIso(instant)} is not on ${date} in New York, ${only}`);
  return instant;
}

/**
 * ISO 8601 text of an instant in UTC, "2026-06-05T18:44:00Z"; milliseconds and finer digits only where there are any.
 * `toInstant` reads back the same number.
 *
 * @throws RangeError when `instant` is no instant of the years 1970 to 2099.
 * @example toIso(1780685040000.5) // "2026-06-05T18:44:00.0005Z"
 */
export function toIso(instant: number): string {
  const iso = new Date(checked(instant)).toISOString();
  // A number prints as its shortest digits, so the finer ones are those that were read and no binary dust.
  const finer = /\.(\d{1,6})/.exec(String(instant))?.[1] ?? "";
  return finer === "" && iso.endsWith(".000Z") ? `${iso.slice(0, 19)}Z` : `${iso.slice(0, 23)}${finer}Z`;
}

/** The polyfill of Temporal takes a while to load: with the first time that is read or shown and not before. */
const temporal = once(
  () => (createRequire(__filename)("temporal-polyfill") as typeof import("temporal-polyfill")).Temporal,
);

function parseInstant(text: string): number {
  let instant: Temporal.Instant;
  try {
    instant = temporal().Instant.from(text);
  } catch (cause) {
    const problem = isZoneless(text)
      ? 'has no UTC offset; end it with Z or an offset such as -04:00, or use atNewYork("2026-06-05", "14:30") for New York time'
      : 'is not an instant; write ISO 8601 with Z or an offset, such as "2026-06-05T18:44:00Z", or epoch milliseconds';
    throw new RangeError(`"${text}" ${problem}`, { cause });
  }
  const { epochMilliseconds, epochNanoseconds } = instant;
  if (!isInstant(epochMilliseconds)) {
    throw new RangeError(`"${text}" is outside the years 1970 to 2099; check how it was written`);
  }
  return epochMilliseconds + Number(epochNanoseconds % 1_000_000n) / 1e6;
}

function isZoneless(text: string): boolean {
  try {
    temporal().PlainDateTime.from(text);
    return true;
  } catch {
    return false;
  }
}

// ---------------------------------------------------------------------------------------------------------- calendar

// Days are numbered from 1970-01-01, a Thursday.
const sessions = new Map<number, Session | null>();

function sessionOfDay(day: number): Session | null {
  let session = sessions.get(day);
  if (session === undefined) {
    session = makeSession(day);
    sessions.set(day, session);
  }
  return session;
}

function makeSession(day: number): Session | null {
  const date = dateOf(day);
  checkedYear(date);
  if (!isTradingDay(day)) return null;
  const early = closesEarly(day);
  return Object.freeze({
    date,
    open: atNewYork(date, "09:30"),
    close: atNewYork(date, early ? "13:00" : "16:00"),
    early,
  });
}

function neighbour(date: string, step: 1 | -1): Session {
  const start = dayOf(date);
  checkedYear(date);
  for (let day = start + step; yearOf(day) >= FIRST_YEAR && yearOf(day) <= LAST_YEAR; day += step) {
    const session = sessionOfDay(day);
    if (session !== null) return session;
  }
  throw new RangeError(`the session ${step > 0 ? "after" : "before"} ${date} is outside ${SUPPORTED}`);
}

function dayOf(date: string): number {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) / DAY : NaN;
  // Date.parse lets 30 February pass as 2 March.
  if (Number.isNaN(day) || dateOf(day) !== date) {
    throw new RangeError(`"${date}" is not a calendar date; write it as yyyy-MM-dd, such as "2026-06-05"`);
  }
  return day;
}

// ------------------------------------------------------------------------------------------------------------- clock

interface ClockPeriod {
  readonly from: number;
  readonly until: number;
  readonly offset: number;
}

// Between two changes of the clock the offset is constant, so the time zone is asked only once for each half year.
const periods: ClockPeriod[] = [];
let period: ClockPeriod = { from: NaN, until: NaN, offset: NaN };

/** New York minus UTC in milliseconds: -4 hours in summer, -5 in winter. */
function offsetAt(instant: number): number {
  if (!(instant >= period.from && instant < period.until)) {
    period = periods.find((p) => instant >= p.from && instant < p.until) ?? findPeriod(instant);
  }
  return period.offset;
}

function findPeriod(instant: number): ClockPeriod {
  const here = temporal().Instant.fromEpochMilliseconds(Math.floor(instant)).toZonedDateTimeISO("America/New_York");
  const next = here.getTimeZoneTransition("next")!;
  const found = {
    from: next.getTimeZoneTransition("previous")!.epochMilliseconds,
    until: next.epochMilliseconds,
    offset: here.offsetNanoseconds / 1e6,
  };
  periods.push(found);
  return found;
}

/** Milliseconds since 1970-01-01 00:00 that a New York clock shows. */
function wallClock(instant: number): number {
  return checked(instant) + offsetAt(instant);
}

function wallText(instant: number): string {
  return new Date(Math.floor(wallClock(instant))).toISOString();
}

// ------------------------------------------------------------------------------------------------------------ errors

const END_OF_CLOCK = Date.UTC(2100, 0, 1);
const SUPPORTED = `${FIRST_YEAR} to ${LAST_YEAR}, the years whose exchange calendar is known here; use a date within them, or a release of this package that knows more`;

function checked(instant: number): number {
  if (!isInstant(instant)) throw notAnInstant(instant);
  return instant;
}

function isInstant(instant: number): boolean {
  return instant >= 0 && instant < END_OF_CLOCK;
}

function checkedYear(date: string): number {
  const year = Number(date.slice(0, 4));
  if (year < FIRST_YEAR || year > LAST_YEAR) throw new RangeError(`${date} is outside ${SUPPORTED}`);
  return year;
}

function notAnInstant(value: number | Date): RangeError {
  return new RangeError(
    `${String(value)} is not an instant in epoch milliseconds (today's have 13 digits); ` +
      "multiply seconds by 1e3, divide microseconds by 1e3 and nanoseconds by 1e6",
  );
}

function badBar(barMs: number): RangeError {
  return new RangeError(
    `barMs ${barMs} is not a bar length; give a positive whole number of milliseconds, such as 5 * MINUTE`,
  );
}
