import type {
  GapInterval,
  Heatmap,
  HeatmapBar,
  HeatmapMetric,
  HeatmapMode,
  StrikeFlow,
  StrikeFlowBar,
  StrikeFlowField,
} from "../api/types.js";
import { MINUTE, toIso } from "../session.js";
import { FIELDS, type GridField, type GridKind } from "./fields.js";
import type { StrikeGridData } from "./strike-grid.js";

const FLOW_FIELDS: readonly StrikeFlowField[] = ["signed_delta_dollars", "signed_gamma_dollars", "contracts"];

/**
 * The grid of a heatmap. Mode `delta` leaves a level in the window's first bar, and a change over several minutes in
 * the first bar behind a gap: neither is the change of one bar, and both become NaN, so that the grid of `delta` is the
 * {@link StrikeGrid.diff} of the grid of `raw`.
 */
export function gridOfHeatmap<M extends HeatmapMetric, D extends HeatmapMode>(heatmap: Heatmap<M, D>): StrikeGridData {
  const natural = FIELDS[heatmap.metric].kind;
  if (heatmap.mode === "raw" || natural === "increment")
    return gridOf(heatmap, heatmap.metric, natural, heatmap.bars, (bar) => bar.values);

  const grid = gridOf(heatmap, heatmap.metric, "increment", heatmap.bars, (bar) => bar.values);
  const seen = new Set(heatmap.bars.map((bar) => Date.parse(bar.t)));
  grid.times.forEach((time, bar) => {
    if (bar === 0 || !seen.has(time - grid.barMs)) fillBar(grid, bar, NaN);
  });
  return grid;
}

/**
 * The grid of one array of a strike-flow answer.
 *
 * @throws RangeError for a field that strike-flow does not have.
 */
export function gridOfStrikeFlow(
  flow: StrikeFlow,
  field: StrikeFlowField = "signed_delta_dollars",
): StrikeGridData<"increment"> {
  if (!FLOW_FIELDS.includes(field))
    throw new RangeError(`strike-flow has no field "${field}"; it has ${FLOW_FIELDS.join(", ")}`);
  return gridOf(flow, field, "increment", flow.bars, (bar) => bar[field]);
}

/**
 * The bars of a heatmap answer from the grid of its raw values; `present` names the bars that were sampled. In mode
 * `delta` a level is differenced against the bar before it in the answer, and the first stays raw.
 */
export function heatmapBars(grid: StrikeGridData, mode: HeatmapMode, present: (bar: number) => boolean): HeatmapBar[] {
  const differenced = mode === "delta" && grid.kind === "level";
  const bars = grid.times.length;
  let before = -1;
  const answer: HeatmapBar[] = [];
  for (let bar = 0; bar < bars; bar++) {
    if (!present(bar)) continue;
    const values: (number | null)[] = [];
    for (let row = bar; row < grid.values.length; row += bars) {
      const value = grid.values[row]!;
      values.push(wireNumber(differenced && before >= 0 ? value - grid.values[row - bar + before]! : value));
    }
    answer.push({ t: toIso(grid.times[bar]!), spot: wireNumber(grid.spot[bar]!), values });
    before = bar;
  }
  return answer;
}

/** The bars of a strike-flow answer from the grids of its three arrays, which share their axes. */
export function strikeFlowBars(
  grids: Readonly<Record<StrikeFlowField, StrikeGridData<"increment">>>,
  present: (bar: number) => boolean,
): StrikeFlowBar[] {
  const [delta, gamma, contracts] = FLOW_FIELDS.map((field) => heatmapBars(grids[field], "raw", present));
  return delta!.map(({ t, spot, values }, i) => ({
    t,
    spot,
    signed_delta_dollars: values,
    signed_gamma_dollars: gamma![i]!.values,
    contracts: contracts![i]!.values,
  }));
}

/** A number as the wire writes it: not finite is null, and zero has no sign. */
export function wireNumber(value: number): number | null {
  return Number.isFinite(value) ? value + 0 : null;
}

interface BarAnswer {
  symbol: string;
  expiration: string;
  bar_size: string;
  strikes_grid: number[];
  gap_intervals: GapInterval[];
}

function gridOf<K extends GridKind, B extends { t: string; spot: number | null }>(
  answer: BarAnswer,
  field: GridField,
  kind: K,
  bars: readonly B[],
  cells: (bar: B) => readonly (number | null)[],
): StrikeGridData<K> {
  const barMs = barLengthOf(answer.bar_size);
  const first = bars.length === 0 ? 0 : Date.parse(bars[0]!.t);
  const count = bars.length === 0 ? 0 : Math.round((Date.parse(bars.at(-1)!.t) - first) / barMs) + 1;
  const strikes = Float64Array.from(answer.strikes_grid);
  const times = Float64Array.from({ length: count }, (_, i) => first + i * barMs);
  const spot = new Float64Array(count).fill(NaN);
  const values = new Float64Array(strikes.length * count).fill(NaN);
  for (const bar of bars) {
    const column = Math.round((Date.parse(bar.t) - first) / barMs);
    const row = cells(bar);
    spot[column] = bar.spot ?? NaN;
    for (let strike = 0; strike < strikes.length; strike++) values[strike * count + column] = row[strike] ?? NaN;
  }
  const grid = {
    symbol: answer.symbol,
    expiration: answer.expiration,
    field,
    kind,
    barMs,
    strikes,
    times,
    spot,
    values,
  };
  for (const [from, to] of answer.gap_intervals.flatMap(gapBounds))
    times.forEach((time, bar) => {
      if (time < to && time + barMs > from) {
        spot[bar] = NaN;
        fillBar(grid, bar, NaN);
      }
    });
  return grid;
}

function fillBar(grid: StrikeGridData, bar: number, value: number): void {
  for (let cell = bar; cell < grid.values.length; cell += grid.times.length) grid.values[cell] = value;
}

function barLengthOf(barSize: string): number {
  const lengths: Record<string, number> = { "30s": 30_000, "1m": MINUTE, "5m": 5 * MINUTE, "15m": 15 * MINUTE };
  const length = lengths[barSize];
  if (length === undefined) throw new RangeError(`cannot make a grid of bars of size "${barSize}"`);
  return length;
}

/**
 * Start and end of a gap. The wire has not published the element's shape: the two times are looked for in a pair or in
 * the members of an object; what holds no two times says nothing and is passed over.
 */
function gapBounds(gap: unknown): [number, number][] {
  if (typeof gap !== "object" || gap === null) return [];
  const times = Object.values(gap)
    .map((time) => (typeof time === "string" ? Date.parse(time) : NaN))
    .filter((time) => !Number.isNaN(time));
  return times.length === 2 ? [[Math.min(...times), Math.max(...times)]] : [];
}
