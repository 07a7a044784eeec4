import type { z } from "zod";
import { once } from "../once.js";
import { loadZod } from "./load-zod.js";
import { anArray, anObject, aTime, check, fault, instantOf, leaves } from "./schema-leaves.js";
import type {
  Heatmap,
  HeatmapBar,
  HedgeFlow,
  HedgeFlowBar,
  Leaderboard,
  LeaderboardEntry,
  Series,
  SeriesBar,
  StrikeFlow,
  StrikeFlowBar,
} from "./types.js";
import {
  BAR_SIZES,
  BOARD_METRICS,
  HEATMAP_METRICS,
  HEATMAP_MODES,
  HEDGE_SIDES,
  STRIKE_FLOW_ESTIMATES,
  STRIKE_FLOW_FIELDS,
} from "./words.js";

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
  return check(schemas().leaderboard, body);
}

/**
 * Reads an answer of `strikeFlow`: strikes and times ascend without a repetition, and each of a bar's three arrays has
 * one cell, a number or null, for each strike.
 *
 * @throws ResponseError with the path of the first fault: `bars[3].signed_delta_dollars[7]: expected number or null, got "12"`.
 * @example checkStrikeFlow(JSON.parse(text)).bars.length // 60
 */
export function checkStrikeFlow(body: unknown): StrikeFlow {
  return check(schemas().strikeFlow, body);
}

/**
 * Reads an answer of `heatmap`: strikes and times ascend without a repetition, and `values` of each bar has one cell, a
 * number or null, for each strike.
 *
 * @throws ResponseError with the path of the first fault: `bars[3].values: expected 11 cells, one a strike, got 10 items`.
 * @example checkHeatmap(JSON.parse(text)).metric // "gex"
 */
export function checkHeatmap(body: unknown): Heatmap {
  return check(schemas().heatmap, body);
}

/**
 * Reads an answer of `series`: times ascend without a repetition, numbers are numbers or null.
 *
 * @throws ResponseError with the path of the first fault: `bars[3].net_gex: expected number or null, got "12"`.
 * @example checkSeries(JSON.parse(text)).bars.at(-1)?.regime // "positive_gamma"
 */
export function checkSeries(body: unknown): Series {
  return check(schemas().series, body);
}

/**
 * Reads an answer of `hedgeFlow`: times ascend without a repetition.
 *
 * @throws ResponseError with the path of the first fault.
 * @example checkHedgeFlow(JSON.parse(text)).bars.at(-1)?.cumulative // 18432000
 */
export function checkHedgeFlow(body: unknown): HedgeFlow {
  return check(schemas().hedgeFlow, body);
}

// ------------------------------------------------------------------------------------------------------------- answers

/** Made when the first answer is read. */
const schemas = once(() => {
  const { z } = loadZod();
  const { cell, cells, count, date, gaps, number, oneOf, strikes, text, time, yesNo } = leaves();

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
    {
      t: text,
      spot: cell,
      signed_delta_dollars: cells,
      signed_gamma_dollars: cells,
      contracts: cells,
      expected_delta_dollars: cells.optional(),
      delta_dollars_deviation: cells.optional(),
    },
    anObject,
  );

  const strikeFlow: z.ZodType<StrikeFlow> = z
    .looseObject({ ...named, ...sampled, bars: z.array(strikeFlowBar, anArray), gap_intervals: gaps }, anObject)
    .check(({ value, issues }) => {
      checkBars(value.strikes_grid, value.bars, STRIKE_FLOW_FIELDS, issues);
      for (const [i, bar] of value.bars.entries())
        for (const field of STRIKE_FLOW_ESTIMATES)
          if (bar[field] !== undefined && bar[field].length !== value.strikes_grid.length)
            issues.push(fault(["bars", i, field], `${value.strikes_grid.length} cells, one a strike`));
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

  const seriesBar: z.ZodType<SeriesBar> = z.looseObject(
    {
      t: text,
      spot: cell,
      net_gex: cell,
      net_dex: cell,
      gamma_flip: cell,
      gamma_flip_status: text.nullable().optional(),
      gamma_flip_by_strike: cell.optional(),
      call_wall: cell,
      put_wall: cell,
      magnet: cell,
      pin_score: cell,
      pin_probability_pct: cell,
      regime: text.nullable(),
      atm_iv: cell,
      charm_dollars_per_hour: cell,
      hedge_flow_call_cumulative: cell,
      hedge_flow_put_cumulative: cell,
      hedge_flow_cumulative_all: cell,
    },
    anObject,
  );

  const series: z.ZodType<Series> = z
    .looseObject(
      { symbol: text, expiration: date, as_of: time, bar_size: oneOf(BAR_SIZES), bars: z.array(seriesBar, anArray) },
      anObject,
    )
    .check(({ value, issues }) => {
      checkBars([], value.bars, [], issues);
    });

  const hedgeFlowBar: z.ZodType<HedgeFlowBar> = z.looseObject({ t: text, bar: cell, cumulative: cell }, anObject);

  const hedgeFlow: z.ZodType<HedgeFlow> = z
    .looseObject(
      {
        symbol: text,
        expiration: date,
        as_of: time,
        side: oneOf(HEDGE_SIDES),
        bar_size: oneOf(BAR_SIZES),
        bars: z.array(hedgeFlowBar, anArray),
      },
      anObject,
    )
    .check(({ value, issues }) => {
      checkBars([], value.bars, [], issues);
    });

  return { leaderboard, strikeFlow, heatmap, series, hedgeFlow };
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
