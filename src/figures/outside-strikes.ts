import type { Near } from "../grid/near.js";
import type { StrikeGrid } from "../grid/strike-grid.js";
import { clock } from "./clock.js";

/**
 * Why a part of a heatmap is bare although its grid had strikes there: until when the spot stood outside the strikes that
 * `near` kept, `below 598 until 10:40` where it did so from the first bar on without a break, else
 * `above 603 at times until 11:20`. Empty where it never did.
 */
export function outsideStrikes({ spot, times, barMs }: StrikeGrid, [low, high]: readonly [number, number]): string {
  const known = [...spot.keys()].filter((bar) => !Number.isNaN(spot[bar]));
  const side = (where: string, outside: (spot: number) => boolean): string[] => {
    const bars = known.filter((bar) => outside(spot[bar]));
    if (bars.length === 0) return [];
    const last = bars[bars.length - 1];
    const unbroken = bars.length === known.indexOf(last) + 1;
    return [`${where}${unbroken ? "" : " at times"} until ${clock(times[last] + barMs)}`];
  };
  return [...side(`below ${low}`, (at) => at < low), ...side(`above ${high}`, (at) => at > high)].join(" and ");
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
