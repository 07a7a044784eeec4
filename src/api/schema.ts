import { z } from "zod";
import { toInstant } from "../session.js";
import { ResponseError } from "./errors.js";
import type {
  GapInterval,
  Heatmap,
  HeatmapBar,
  Leaderboard,
  LeaderboardEntry,
  StrikeFlow,
  StrikeFlowBar,
} from "./types.js";
import { BOARD_METRICS, HEATMAP_METRICS, HEATMAP_MODES, STRIKE_FLOW_FIELDS } from "./words.js";

/*
 * The answers of the wire, read at the door. Every schema is declared as the interface it reads, so the two cannot drift
 * apart, and stays private: no type of zod's leaves this file. Unknown fields pass and are kept, since the vendor adds
 * some (`endpoint_version`, `data_as_of`). The text given to each schema is what it expects, for the message.
 */

/**
 * Reads an answer of `leaderboard`: ranks run 1..k and values do not increase.
 *
 * @throws ResponseError with the path of the first fault: `entries[2].rank: expected 3, got 4`.
 * @example checkLeaderboard(JSON.parse(text)).entries[0].symbol // "QQQ"
 */
export function checkLeaderboard(body: unknown): Leaderboard {
  return check(leaderboard, body);
}

/**
 * Reads an answer of `strikeFlow`: strikes and times ascend without a repetition, and each of a bar's three arrays has
 * one cell, a number or null, for each strike.
 *
 * @throws ResponseError with the path of the first fault: `bars[3].signed_delta_dollars[7]: expected number or null, got "12"`.
 * @example checkStrikeFlow(JSON.parse(text)).bars.length // 60
 */
export function checkStrikeFlow(body: unknown): StrikeFlow {
  return check(strikeFlow, body);
}

/**
 * Reads an answer of `heatmap`: strikes and times ascend without a repetition, and `values` of each bar has one cell, a
 * number or null, for each strike.
 *
 * @throws ResponseError with the path of the first fault: `bars[3].values: expected 11 cells, one a strike, got 10 items`.
 * @example checkHeatmap(JSON.parse(text)).metric // "gex"
 */
export function checkHeatmap(body: unknown): Heatmap {
  return check(heatmap, body);
}

// -------------------------------------------------------------------------------------------------------------- leaves

const anObject = { error: "an object" };
const anArray = { error: "an array" };
const aTime = "an ISO 8601 time with Z or a UTC offset";

const text: z.ZodType<string> = z.string({ error: "text" });
const date: z.ZodType<string> = z.iso.date({ error: "a date yyyy-MM-dd" });
const time: z.ZodType<string> = z.string({ error: aTime }).refine((value) => !Number.isNaN(instantOf(value)), aTime);
const number: z.ZodType<number> = z.number({ error: "a number" });
const count: z.ZodType<number> = z.int({ error: "a whole number" });
const yesNo: z.ZodType<boolean> = z.boolean({ error: "true or false" });
const cell: z.ZodType<number | null> = z.number({ error: "number or null" }).nullable();

/** A whole array of cells in one loop: the largest answer has 585,000 of them, and a schema for each is 20 times as slow. */
const cells: z.ZodType<(number | null)[]> = z.any().check(({ value, issues }) => {
  if (!Array.isArray(value)) {
    issues.push(fault([], "an array"));
    return;
  }
  const wrong = value.findIndex((each) => each !== null && !Number.isFinite(each));
  if (wrong !== -1) issues.push(fault([wrong], "number or null"));
});

const strikes: z.ZodType<number[]> = z.array(number, anArray).check(({ value, issues }) => {
  const wrong = value.findIndex((strike, i) => i > 0 && !(strike > value[i - 1]));
  if (wrong !== -1) issues.push(fault([wrong], `a strike above ${value[wrong - 1]}`));
});

/** The elements have no published shape, and the field itself is only reserved: absent is empty, and all is let through. */
const gaps: z.ZodType<GapInterval[]> = z
  .array(
    z.custom<GapInterval>(() => true),
    anArray,
  )
  .nullish()
  .transform((intervals) => intervals ?? []);

// ------------------------------------------------------------------------------------------------------------- answers

const entry: z.ZodType<LeaderboardEntry> = z.looseObject({ rank: count, symbol: text, value: number }, anObject);

const leaderboard: z.ZodType<Leaderboard> = z
  .looseObject(
    {
      metric: oneOf(BOARD_METRICS),
      n: count,
      as_of: time,
      market_open: yesNo,
      entries: z.array(entry, anArray),
    },
    anObject,
  )
  .check(({ value: { entries }, issues }) => {
    for (const [i, { rank, value }] of entries.entries()) {
      if (rank !== i + 1) issues.push(fault(["entries", i, "rank"], `${i + 1}`));
      const above = i === 0 ? Infinity : entries[i - 1].value;
      if (value > above) issues.push(fault(["entries", i, "value"], `at most ${above}, the value above it`));
    }
  });

// What strike-flow and heatmap have in common, in two parts so that an answer keeps the wire's order of keys.
const named = { symbol: text, underlying_price: cell, expiration: date };
const sampled = { bar_size: text, as_of: time, tier_used: text, strikes_grid: strikes };

const strikeFlowBar: z.ZodType<StrikeFlowBar> = z.looseObject(
  { t: text, spot: cell, signed_delta_dollars: cells, signed_gamma_dollars: cells, contracts: cells },
  anObject,
);

const strikeFlow: z.ZodType<StrikeFlow> = z
  .looseObject({ ...named, ...sampled, bars: z.array(strikeFlowBar, anArray), gap_intervals: gaps }, anObject)
  .check(({ value, issues }) => {
    checkBars(value.strikes_grid, value.bars, STRIKE_FLOW_FIELDS, issues);
  });

const heatmapBar: z.ZodType<HeatmapBar> = z.looseObject({ t: text, spot: cell, values: cells }, anObject);

const heatmap: z.ZodType<Heatmap> = z
  .looseObject(
    {
      ...named,
      metric: oneOf(HEATMAP_METRICS),
      mode: oneOf(HEATMAP_MODES),
      ...sampled,
      bars: z.array(heatmapBar, anArray),
      gap_intervals: gaps,
    },
    anObject,
  )
  .check(({ value, issues }) => {
    checkBars(value.strikes_grid, value.bars, ["values"], issues);
  });

/** The rules between arrays: one cell a strike, and bars in the order of time, none twice. */
function checkBars<F extends string>(
  grid: readonly number[],
  bars: readonly ({ t: string } & Record<F, readonly unknown[]>)[],
  fields: readonly F[],
  issues: z.core.$ZodRawIssue[],
): void {
  let previous = -Infinity;
  for (const [i, bar] of bars.entries()) {
    const instant = instantOf(bar.t);
    if (Number.isNaN(instant)) issues.push(fault(["bars", i, "t"], aTime));
    else if (!(instant > previous)) issues.push(fault(["bars", i, "t"], `a time after ${bars[i - 1].t}`));
    previous = instant;
    for (const field of fields) {
      if (bar[field].length !== grid.length)
        issues.push(fault(["bars", i, field], `${grid.length} cells, one a strike`));
    }
  }
}

// ---------------------------------------------------------------------------------------------------------------- tools

function oneOf<const V extends readonly string[]>(words: V): z.ZodType<V[number]> {
  return z.custom<V[number]>((value) => words.includes(value as string), { error: `one of ${words.join(", ")}` });
}

function fault(path: PropertyKey[], expected: string): z.core.$ZodRawIssue {
  return { code: "custom", path, message: expected, input: undefined };
}

function instantOf(iso: string): number {
  try {
    return toInstant(iso);
  } catch {
    return NaN;
  }
}

function check<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0];
  throw new ResponseError(pathText(path), `expected ${message}, got ${show(valueAt(body, path))}`);
}

function pathText(path: readonly PropertyKey[]): string {
  return path.map((key, i) => (typeof key === "number" ? `[${key}]` : `${i === 0 ? "" : "."}${String(key)}`)).join("");
}

function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], body);
}

function show(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value === "number") return String(value);
  const json = JSON.stringify(value);
  return json.length > 60 ? `${json.slice(0, 60)}…` : json;
}
