import type { Near } from "../grid/near.js";
import type { StrikeGrid } from "../grid/strike-grid.js";
import { clock } from "./clock.js";
import { counted } from "./words.js";

/**
 * Why a part of a heatmap is bare although its grid had strikes there: in which bars the spot stood outside the strikes that
 * `near` kept, `below 598 until 10:40` or `above 603 in 12 of 390 bars`; empty where it did not.
 */
export function outsideStrikes({ spot, times }: StrikeGrid, [low, high]: readonly [number, number]): string {
  const side = (word: string, edge: number, outside: (spot: number) => boolean): string[] => {
    const bars = [...spot.keys()].filter((bar) => outside(spot[bar]));
    if (bars.length === 0) return [];
    // From the open on in one piece, which is the common case, has an end; anything else has a number.
    const known = [...spot.keys()].filter((bar) => !Number.isNaN(spot[bar]));
    const first = known.every((bar, i) => i >= bars.length || bar === bars[i]);
    const when =
      first && bars.length < known.length
        ? `until ${clock(times[known[bars.length]])}`
        : `in ${bars.length} of ${counted(times.length, "bar")}`;
    return [`${word} ${edge} ${when}`];
  };
  return [...side("below", low, (at) => at < low), ...side("above", high, (at) => at > high)].join(" and ");
}

/** `near 1 %`, `near $5`, `near 2 deviations`. */
export function nearInWords(near: Near): string {
  const { percent, dollars, sigmas } =
    typeof near === "number"
      ? { percent: 100 * near }
      : (near as { percent?: number; dollars?: number; sigmas?: number });
  const written = (value: number): string => String(Number(value.toPrecision(4)));
  if (percent !== undefined) return `near ${written(percent)} %`;
  return dollars === undefined ? `near ${written(sigmas ?? NaN)} deviations` : `near $${written(dollars)}`;
}
