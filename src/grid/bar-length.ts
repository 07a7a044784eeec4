import { MINUTE } from "../session.js";

const UNITS = { h: 60 * MINUTE, m: MINUTE, s: 1000 } as const;

/**
 * Milliseconds of a bar length: `"30s"`, `"5m"`, `"1h"`, or a number, which is milliseconds already.
 *
 * @throws RangeError for anything else, and for a length of 0.
 * @example barLength("5m") // 300000
 */
export function barLength(bar: string | number): number {
  const match = typeof bar === "string" ? /^(\d+)([hms])$/.exec(bar) : null;
  const length = match ? Number(match[1]) * UNITS[match[2] as keyof typeof UNITS] : bar;
  if (typeof length !== "number" || !Number.isInteger(length) || length <= 0)
    throw new RangeError(
      `${JSON.stringify(bar)} is not the length of a bar: write it as "5m", "30s" or "1h", or in milliseconds`,
    );
  return length;
}

/**
 * The same in words, in the largest unit that divides it.
 *
 * @example barText(300_000) // "5m"
 */
export function barText(length: number): string {
  for (const [unit, size] of Object.entries(UNITS)) if (length % size === 0) return `${length / size}${unit}`;
  return `${length}ms`;
}
