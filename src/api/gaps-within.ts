import { toInstant, toIso } from "../session.js";
import type { BarWindow } from "./bar-window.js";
import type { GapInterval } from "./types.js";

/**
 * The gaps that touch a window, cut to it; undefined when one has a shape that says no times, of which it is unknown
 * whether it does.
 */
export function gapsWithin(gaps: readonly GapInterval[], { from, to }: BarWindow): GapInterval[] | undefined {
  const cut: GapInterval[] = [];
  for (const gap of gaps) {
    let times: [number, number];
    try {
      times = [toInstant(gap.from), toInstant(gap.to)];
    } catch {
      return undefined;
    }
    const [start, end] = [Math.max(times[0], from), Math.min(times[1], to)];
    if (start < end) cut.push({ ...gap, from: toIso(start), to: toIso(end) });
  }
  return cut;
}

/** Puts older gaps before newer ones; one that was cut where two windows meet becomes one again. */
export function addGaps(gaps: { from: string; to: string }[], older: readonly { from: string; to: string }[]): void {
  const last = older.at(-1);
  if (last !== undefined && gaps.length > 0 && gaps[0].from === last.to)
    gaps.splice(0, 1, ...older.slice(0, -1), { ...gaps[0], from: last.from });
  else gaps.unshift(...older);
}
