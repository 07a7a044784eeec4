/*
 * The days on which the New York Stock Exchange trades, by its rules. A day here is a number: days since 1970-01-01, a date
 * without a clock. Sources and the years for which the rules are proved stand at {@link Session}.
 */

/** Milliseconds in a day. */
export const DAY: number = 86_400_000;

const SUNDAY = 0;
const MONDAY = 1;
const THURSDAY = 4;
const SATURDAY = 6;

/** Full closures which no rule foretells: the days of mourning for Presidents G. H. W. Bush and Carter. */
const UNSCHEDULED = ["2018-12-05", "2025-01-09"];

/** Whether the exchange trades on a day: no weekend, holiday or day of mourning. */
export function isTradingDay(day: number): boolean {
  if (weekdayOf(day) === SATURDAY || weekdayOf(day) === SUNDAY) return false;
  return !holidays(yearOf(day)).includes(day) && !UNSCHEDULED.includes(dateOf(day));
}

/** Whether a trading day closes at 13:00. */
export function closesEarly(day: number): boolean {
  return earlyCloses(yearOf(day)).includes(day);
}

/** The days on which the ten holidays of NYSE Rule 7.2 are observed. */
function holidays(year: number): number[] {
  const newYear = dayNumber(year, 1, 1);
  return [
    // On a Saturday it is lost: the Friday before ends a yearly accounting period, which Rule 7.2 keeps open.
    weekdayOf(newYear) === SUNDAY ? newYear + 1 : newYear,
    nthWeekday(year, 1, MONDAY, 3), // Martin Luther King, Jr. Day
    nthWeekday(year, 2, MONDAY, 3), // Washington's Birthday
    easter(year) - 2, // Good Friday
    nthWeekday(year, 6, MONDAY, 1) - 7, // Memorial Day: the last Monday of May
    ...(year >= 2022 ? [observed(dayNumber(year, 6, 19))] : []), // Juneteenth
    observed(dayNumber(year, 7, 4)), // Independence Day
    nthWeekday(year, 9, MONDAY, 1), // Labor Day
    nthWeekday(year, 11, THURSDAY, 4), // Thanksgiving
    observed(dayNumber(year, 12, 25)), // Christmas
  ];
}

/** The days that close at 13:00, provided that they are trading days: where one is a holiday, none takes its place. */
function earlyCloses(year: number): number[] {
  return [dayNumber(year, 7, 3), nthWeekday(year, 11, THURSDAY, 4) + 1, dayNumber(year, 12, 24)];
}

/** A holiday on a Saturday is observed on the Friday before, one on a Sunday on the Monday after. */
function observed(day: number): number {
  if (weekdayOf(day) === SATURDAY) return day - 1;
  return weekdayOf(day) === SUNDAY ? day + 1 : day;
}

/** Easter Sunday of the Gregorian calendar. Source: J. Meeus, Astronomical Algorithms, chapter 8. */
function easter(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3);
  const h = (19 * a + d + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  return dayNumber(year, 3, 22) + h + l - 7 * m;
}

function nthWeekday(year: number, month: number, weekday: number, n: number): number {
  const first = dayNumber(year, month, 1);
  return first + ((weekday - weekdayOf(first) + 7) % 7) + 7 * (n - 1);
}

function dayNumber(year: number, month: number, dayOfMonth: number): number {
  return Date.UTC(year, month - 1, dayOfMonth) / DAY;
}

function weekdayOf(day: number): number {
  return (day + THURSDAY) % 7;
}

/** Calendar year of a day. */
export function yearOf(day: number): number {
  return new Date(day * DAY).getUTCFullYear();
}

/** A day as yyyy-MM-dd. */
export function dateOf(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}
