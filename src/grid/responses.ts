import type { Heatmap, HeatmapBar, HeatmapMode, StrikeFlow, StrikeFlowBar, StrikeFlowField } from "../api/types.js";
import { toIso } from "../session.js";
import { answerAxes, type AnswerAxes } from "./answer-axes.js";
import { FIELDS, type GridField, type GridKind } from "./fields.js";
import type { StrikeGridData } from "./grid-data.js";

/** What our engine tells of them besides; see {@link StrikeFlowBar}. */
const STRIKE_FLOW_ESTIMATES = ["expected_delta_dollars", "delta_dollars_deviation"] as const;

/** The arrays of strike-flow, in the order of the wire. */
export const FLOW_FIELDS: readonly StrikeFlowField[] = ["signed_delta_dollars", "signed_gamma_dollars", "contracts"];

/**
 * The grid of a heatmap. Mode `delta` leaves a level in the window's first bar, and a change over several bars in the
 * first one behind a gap: neither is the change of one bar, and both become NaN, so that the grid of `delta` is the
 * {@link StrikeGrid.diff} of the grid of `raw`.
 */
export function gridOfHeatmap(heatmap: Heatmap): StrikeGridData {
  const { kind } = FIELDS[heatmap.metric];
  const differenced = heatmap.mode === "delta" && kind === "level";
  const layer: Layer = { field: heatmap.metric, kind: differenced ? "increment" : kind, differenced };
  return gridOf(
    answerAxes(heatmap),
    layer,
    heatmap.bars.map((bar) => bar.values),
  );
}

/**
 * The grids of some arrays of a strike-flow answer. They share their axes, which are read once.
 *
 * @throws RangeError for a field that strike-flow does not have.
 */
export function gridsOfStrikeFlow(flow: StrikeFlow, fields: readonly StrikeFlowField[]): StrikeGridData<"increment">[] {
  const axes = answerAxes(flow);
  const told = flow.bars.length > 0 && flow.bars.every((bar) => STRIKE_FLOW_ESTIMATES.every((name) => bar[name]));
  return fields.map((field) => {
    if (!FLOW_FIELDS.includes(field))
      throw new RangeError(`strike-flow has no field "${field}"; it has ${FLOW_FIELDS.join(", ")}`);
    const layer: Layer<"increment"> = { field, kind: "increment", differenced: false };
    const cells = (name: keyof Cells): StrikeGridData<"increment"> =>
      gridOf(
        axes,
        layer,
        flow.bars.map((bar) => bar[name] ?? []),
      );
    const grid = cells(field);
    if (!told || field !== "signed_delta_dollars") return grid;
    const [expected, deviation] = STRIKE_FLOW_ESTIMATES.map((name) => cells(name).values);
    for (let cell = 0; cell < deviation.length; cell++) deviation[cell] *= deviation[cell];
    return { ...grid, uncertainty: { expected, variance: deviation } };
  });
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
  const { uncertainty } = grids.signed_delta_dollars;
  const answer: StrikeFlowBar[] = delta.map(({ t, spot, values }, i) => ({
    t,
    spot,
    signed_delta_dollars: values,
    signed_gamma_dollars: gamma[i].values,
    contracts: contracts[i].values,
  }));
  if (uncertainty === undefined) return answer;
  const [strikes, bars] = [grids.signed_delta_dollars.strikes.length, grids.signed_delta_dollars.times.length];
  for (let bar = 0, i = 0; bar < bars; bar++) {
    if (!present(bar)) continue;
    // Made at their length: arrays that grow are most of the time here.
    const [expected, deviation] = [new Array<number | null>(strikes), new Array<number | null>(strikes)];
    for (let strike = 0, cell = bar; strike < strikes; strike++, cell += bars) {
      expected[strike] = wireNumber(uncertainty.expected[cell]);
      deviation[strike] = wireNumber(Math.sqrt(uncertainty.variance[cell]));
    }
    answer[i].expected_delta_dollars = expected;
    answer[i++].delta_dollars_deviation = deviation;
  }
  return answer;
}

/** A number as the wire writes it: not finite is null, and zero has no sign. */
export function wireNumber(value: number): number | null {
  return Number.isFinite(value) ? value + 0 : null;
}

type Cells = Pick<StrikeFlowBar, StrikeFlowField | (typeof STRIKE_FLOW_ESTIMATES)[number]>;

interface Layer<K extends GridKind = GridKind> {
  readonly field: GridField;
  readonly kind: K;
  /** Whether a bar says something about the bar before it too, and nothing if that one is missing. */
  readonly differenced: boolean;
}

function gridOf<K extends GridKind>(
  { columns, sampled, ...axes }: AnswerAxes,
  { field, kind, differenced }: Layer<K>,
  rows: readonly (readonly (number | null)[])[],
): StrikeGridData<K> {
  const [strikes, bars] = [axes.strikes.length, axes.times.length];
  const values = new Float64Array(strikes * bars).fill(NaN);
  for (let i = 0; i < rows.length; i++) {
    const column = columns[i];
    if (sampled[column] && !(differenced && !sampled[column - 1])) fillColumn(values, column, bars, rows[i], strikes);
  }
  return { ...axes, field, kind, values };
}

/** Its own function, and as little as there can be inside the loop: most of the time of reading an answer is spent here. */
function fillColumn(
  values: Float64Array,
  column: number,
  bars: number,
  row: readonly (number | null)[],
  strikes: number,
): void {
  const known = Math.min(row.length, strikes);
  for (let strike = 0, cell = column; strike < known; strike++, cell += bars) {
    const value = row[strike];
    if (value !== null) values[cell] = value;
  }
}
