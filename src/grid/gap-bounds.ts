import type { GapInterval } from "../api/types.js";
import { toInstant } from "../session.js";

/**
 * Start and end of a gap. The wire has not published the element's shape. Read are `from` and `to`, or else the two
 * times that a pair or an object holds; what holds no two times says nothing and is passed over.
 *
 * @example gapBounds({ from: "2026-06-05T18:31:00Z", to: "2026-06-05T18:33:00Z" }) // [[1780684260000, 1780684380000]]
 */
export function gapBounds(gap: unknown): [number, number][] {
  if (typeof gap !== "object" || gap === null) return [];
  const { from, to } = gap as Partial<GapInterval>;
  const documented = [from, to].flatMap(timeIn);
  const times = documented.length === 2 ? documented : Object.values(gap).flatMap(timeIn);
  const [start, end] = times.sort((a, b) => a - b);
  return times.length === 2 && start < end ? [[start, end]] : [];
}

function timeIn(value: unknown): number[] {
  if (typeof value !== "string" && typeof value !== "number") return [];
  try {
    return [toInstant(value)];
  } catch {
    return [];
  }
}
