import type { StrikeGridData } from "./grid-data.js";

/** 1 for each bar of which no strike is known. */
export function missingBars({ values, times }: StrikeGridData): Uint8Array {
  const bars = times.length;
  const missing = new Uint8Array(bars).fill(1);
  for (let row = 0; row < values.length; row += bars)
    for (let bar = 0; bar < bars; bar++) if (!Number.isNaN(values[row + bar])) missing[bar] = 0;
  return missing;
}

/** Marks as a grid keeps them: left out where there is none. */
export function marksOf(partial: Uint8Array): Uint8Array | undefined {
  return partial.includes(1) ? partial : undefined;
}
