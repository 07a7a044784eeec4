import type {
  GapInterval,
  Heatmap,
  HeatmapBar,
  HeatmapMode,
  StrikeFlow,
  StrikeFlowBar,
  StrikeFlowField,
} from "../api/types.js";
import { MINUTE, toInstant, toIso } from "../session.js";
import { barLength, barText } from "./bar-length.js";
import { FIELDS, type GridField, type GridKind } from "./fields.js";
import type { StrikeGridData } from "./grid-data.js";

const FLOW_FIELDS: readonly StrikeFlowField[] = ["signed_delta_dollars", "signed_gamma_dollars", "contracts"];

/**
 * The grid of a heatmap. Mode `delta` leaves a level in the window's first bar, and a change over several bars in the
 * first one behind a gap: neither is the change of one bar, and both become NaN, so that the grid of `delta` is the
 * {@link StrikeGrid.diff} of the grid of `raw`.
 */
export function gridOfHeatmap(heatmap: Heatmap): StrikeGridData {
  const { kind } = FIELDS[heatmap.metric];
  const differenced = heatmap.mode === "delta" && kind === "level";
  const layer: Layer = { field: heatmap.metric, kind: differenced ? "increment" : kind, differenced };
  return gridOf(heatmap, layer, heatmap.bars, (bar) => bar.values);
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
  return gridOf(flow, { field, kind: "increment", differenced: false }, flow.bars, (bar) => bar[field]);
}

/**
 * The bars of a heatmap answer from the grid of its raw values; `present` names the bars that were sampled. In mode
 * `delta` a level is differenced against the bar before it in the answer, and the first stays raw.
 */
export function heatmapBars(grid: StrikeGridData, mode: HeatmapMode, present: (bar: number) => boolean): HeatmapBar[] {
  const bars = grid.times.length;
  const differenced = mode === "delta" && grid.kind === "level";
  const answer: HeatmapBar[] = [];
  let before = -1;
  for (let bar = 0; bar < bars; bar++) {
    if (!present(bar)) continue;
    const values: (number | null)[] = [];
    for (let row = 0; row < grid.values.length; row += bars) {
      const value = grid.values[row + bar];
      values.push(wireNumber(differenced && before >= 0 ? value - grid.values[row + before] : value));
    }
    answer.push({ t: toIso(grid.times[bar]), spot: wireNumber(grid.spot[bar]), values });
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
  return delta.map(({ t, spot, values }, i) => ({
    t,
    spot,
    signed_delta_dollars: values,
    signed_gamma_dollars: gamma[i].values,
    contracts: contracts[i].values,
  }));
}

/** A number as the wire writes it: not finite is null, and zero has no sign. */
export function wireNumber(value: number): number | null {
  return Number.isFinite(value) ? value + 0 : null;
}

/** What heatmap and strike-flow have in common. */
type BarAnswer = Pick<Heatmap, "symbol" | "expiration" | "bar_size" | "strikes_grid" | "gap_intervals" | "data_origin">;

interface Layer<K extends GridKind = GridKind> {
  readonly field: GridField;
  readonly kind: K;
  /** Whether a bar says something about the bar before it too, and nothing if that one is missing. */
  readonly differenced: boolean;
}

function gridOf<K extends GridKind, B extends { t: string; spot: number | null }>(
  answer: BarAnswer,
  { field, kind, differenced }: Layer<K>,
  bars: readonly B[],
  cells: (bar: B) => readonly (number | null)[],
): StrikeGridData<K> {
  const barMs = barLength(answer.bar_size);
  const { symbol, expiration, data_origin: origin } = answer;
  const strikes = Float64Array.from(answer.strikes_grid);
  const columns = columnsOf(bars, barMs);
  const count = (columns.at(-1) ?? -1) + 1;
  const first = count === 0 ? 0 : Date.parse(bars[0].t);
  const times = Float64Array.from({ length: count }, (_, column) => first + column * barMs);

  const sampled = new Uint8Array(count);
  for (const column of columns) sampled[column] = 1;
  for (const [from, to] of answer.gap_intervals.flatMap(gapBounds))
    times.forEach((time, column) => {
      if (time < to && time + barMs > from) sampled[column] = 0;
    });

  const spot = new Float64Array(count).fill(NaN);
  const values = new Float64Array(strikes.length * count).fill(NaN);
  bars.forEach((bar, i) => {
    const column = columns[i];
    if (!sampled[column]) return;
    spot[column] = bar.spot ?? NaN;
    if (differenced && !sampled[column - 1]) return;
    const row = cells(bar);
    for (let strike = 0; strike < strikes.length; strike++) values[strike * count + column] = row[strike] ?? NaN;
  });
  return { symbol, expiration, field, kind, origin, barMs, strikes, times, spot, values };
}

/** Where each bar lies on a regular axis that starts with the first of them. */
function columnsOf(bars: readonly { t: string }[], barMs: number): number[] {
  const first = bars.length === 0 ? 0 : Date.parse(bars[0].t);
  const columns = bars.map(({ t }) => Math.round((Date.parse(t) - first) / barMs));
  for (let i = 0; i < columns.length; i++) {
    if (!(columns[i] > (columns[i - 1] ?? -1)))
      throw new RangeError(
        `bars[${i}].t must be a time, ${barText(barMs)} or more after the bar before it, not "${bars[i].t}"`,
      );
    // One wrong date would ask for a grid of millions of empty bars.
    if (columns[i] * barMs >= 24 * 60 * MINUTE)
      throw new RangeError(`bars[${i}] at ${bars[i].t} is a day or more after the first, ${bars[0].t}`);
  }
  return columns;
}

/**
 * Start and end of a gap. The wire has not published the element's shape. Read are `from` and `to`, or else the two
 * times that a pair or an object holds; what holds no two times says nothing and is passed over.
 */
function gapBounds(gap: unknown): [number, number][] {
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
