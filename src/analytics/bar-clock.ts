import type { StrikeGrid } from "../grid/strike-grid.js";
import { MINUTE, newYorkTime } from "../session.js";

/** When a bar is, in the columns that rows have. */
export interface BarTime {
  /** Start of the bar, epoch milliseconds UTC. */
  t: number;
  /** The same in New York, HH:MM. */
  time: string;
}

const DAY = 24 * 60 * MINUTE;

/**
 * The start of any bar of a grid, as `timeOf` gives it. A calendar is asked once: in a session New York's clock is not
 * changed, and asking for each of many rows would take longer than the analysis. Each bar's text is made once.
 */
export function barClock(grid: StrikeGrid): (bar: number) => Readonly<BarTime> {
  const { times, barMs } = grid;
  if (times.length === 0) return () => ({ t: NaN, time: "" });
  const [hours, minutes, seconds] = newYorkTime(times[0], true).split(":").map(Number);
  const midnight = times[0] - ((hours * 60 + minutes) * 60 + seconds) * 1000;
  const withSeconds = barMs % MINUTE !== 0;
  const made = new Array<BarTime | undefined>(times.length);
  return (bar) => (made[bar] ??= { t: times[bar], time: clockTime((times[bar] - midnight) % DAY, withSeconds) });
}

function clockTime(sinceMidnight: number, withSeconds: boolean): string {
  const seconds = Math.floor(sinceMidnight / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const text = `${twoDigits(hours)}:${twoDigits(minutes)}`;
  return withSeconds ? `${text}:${twoDigits(seconds % 60)}` : text;
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : `${value}`;
}
