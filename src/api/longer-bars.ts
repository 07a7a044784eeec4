import { MINUTE, sessionAt, toInstant, toIso } from "../session.js";
import { BAR_MS } from "./bar-ms.js";
import { barEnd, windowOf } from "./bar-window.js";
import type { BarSize, HedgeFlow, HedgeFlowBar, Series } from "./types.js";

/** How many more minutes of shorter bars are needed before a window: those of the bar that reaches into it, and one bar more. */
export function minutesBefore(size: BarSize): number {
  return Math.ceil((BAR_MS[size] ?? 0) / MINUTE) + 1;
}

/**
 * A series or hedge flow in longer bars, out of one in shorter bars that begins {@link minutesBefore} sooner. A bar of a
 * series is that of its last stretch. A bar of hedge flow is the difference of `cumulative` between its end and its start.
 * Undefined where flow in a bar is unknown, so that it cannot be told what the longer one would say.
 */
export function inLongerBars<A extends Series | HedgeFlow>(short: A, size: BarSize, minutes: number): A | undefined {
  const endpoint = "side" in short ? "hedgeFlow" : "series";
  const window = windowOf(endpoint, short, minutes);
  const session = sessionAt(toInstant(short.as_of));
  const length = BAR_MS[size];
  if (window === undefined || session === null || length === undefined) return undefined;
  const reachesOpen = windowOf(endpoint, short, minutes + minutesBefore(size))!.from === session.open;
  const ends = short.bars.map((bar) => barEnd(short, bar));
  const bars: A["bars"][number][] = [];
  for (const [i, end] of ends.entries()) {
    if (end <= window.from || (end - session.open) % length !== 0) continue;
    const start = end - length;
    const t = toIso(start);
    if (endpoint === "series") {
      bars.push({ ...short.bars[i], t });
      continue;
    }
    const flows = short.bars as readonly HedgeFlowBar[];
    const first = ends.findIndex((each) => each > start);
    if (first === 0 && !reachesOpen) return undefined;
    const inside = flows.slice(first, i + 1);
    const whole = inside.length * BAR_MS[short.bar_size]! === length && inside.every(({ bar }) => bar !== null);
    const { cumulative } = flows[i];
    if (cumulative === null || !(whole || inside.some(({ bar }) => bar !== null && bar !== 0))) return undefined;
    bars.push({ ...flows[i], t, bar: cumulative - (flows[first - 1]?.cumulative ?? 0) });
  }
  return { ...short, bar_size: size, bars };
}

/** Sizes of which longer bars are whole multiples, the shortest first. */
export function shorterThan(size: string): string[] {
  const length = BAR_MS[size];
  if (length === undefined) return [];
  return Object.entries(BAR_MS).flatMap(([name, each]) => (each! < length && length % each! === 0 ? [name] : []));
}
