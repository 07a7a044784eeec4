import { FIELDS } from "../grid/fields.js";
import { newYorkTime } from "../session.js";
import { EXPLAIN_FACTORS, type ExplainedStep, type ExplainMetric } from "./explain-step.js";
import type { ExplainBarRow, ExplainColumns, ExplainFactorRow, Explanation, ExplainRow } from "./explanation.js";

/** What is added up over the steps of a stretch, by strike. */
const PARTS = ["spot", "volatility", "time", "trades", "open_interest", "basis", "filled"] as const;
type Part = (typeof PARTS)[number];
const COLUMNS = ["spot", "volatility", "time", "trades", "open_interest", "residual"] as const;

/** What rounding may leave of a change, as a part of all that was added up. */
const ROUNDING = 1e-13;

/** Sums of steps that follow each other, by strike. */
export interface ExplainedStretch {
  readonly parts: Readonly<Record<Part, Float64Array>>;
  /** How much went into the sums, in magnitude. */
  readonly size: Float64Array;
  /** 1 where a step could not be told. */
  readonly untold: Uint8Array;
  /** The steps, each the sum over the strikes that were asked for. */
  readonly bars: ExplainBarRow[];
}

/**
 * Adds up steps that follow each other.
 *
 * @param positions of the strikes that are explained
 */
export function explainedStretch(
  steps: Iterable<{ readonly t: number; readonly step: ExplainedStep }>,
  strikes: number,
  positions: readonly number[],
): ExplainedStretch {
  const column = (): Float64Array => new Float64Array(strikes);
  const parts = Object.fromEntries(PARTS.map((name) => [name, column()])) as Record<Part, Float64Array>;
  const stretch = { parts, size: column(), untold: new Uint8Array(strikes), bars: [] as ExplainBarRow[] };
  const { size, untold, bars } = stretch;
  for (const { t, step } of steps) {
    for (const name of PARTS) add(parts[name], step[name]);
    for (const name of ["before", "after", ...EXPLAIN_FACTORS] as const) addSizes(size, step[name]);
    for (let k = 0; k < strikes; k++) untold[k] |= step.untold[k];
    bars.push(barRow(t, step, positions));
  }
  return stretch;
}

/** Rows of the strikes at the given positions, whose changes are known. */
export function strikeRows(
  stretch: ExplainedStretch,
  changes: Float64Array,
  strikes: Float64Array,
  positions: readonly number[],
  spot: number,
): ExplainRow[] {
  const rows = positions.map((k) => ({ k, columns: columnsOf(stretch, changes[k], k) }));
  const gross = rows.reduce((sum, { columns }) => sum + Math.abs(columns.total), 0);
  return rows
    .map(({ k, columns }) => ({
      strike: strikes[k],
      distance_pct: (strikes[k] / spot - 1) * 100,
      ...columns,
      share: Math.abs(columns.total) / gross,
      basis: stretch.parts.basis[k] + 0,
      filled: stretch.parts.filled[k] + 0,
    }))
    .sort((a, b) => Math.abs(b.total) - Math.abs(a.total) || a.strike - b.strike);
}

/** What the rows of the strikes say together. */
export function explanationOf(
  rows: ExplainRow[],
  bars: ExplainBarRow[],
  head: Pick<Explanation, "symbol" | "metric" | "from" | "to" | "unknown_strikes">,
): Explanation {
  const sum = (name: keyof ExplainRow): number => rows.reduce((all, row) => all + row[name], 0);
  const grossOf = (name: keyof ExplainRow): number => rows.reduce((all, row) => all + Math.abs(row[name]), 0);
  const [total, gross] = [sum("total"), grossOf("total")];
  const basis = grossOf("basis");
  const sizes = COLUMNS.map(grossOf);
  const all = sizes.reduce((a, b) => a + b, 0);
  const factors = COLUMNS.map((factor, i): ExplainFactorRow => {
    const value = sum(factor);
    return { factor, value, net_share: total === 0 ? NaN : value / total + 0, gross: sizes[i], share: sizes[i] / all };
  });
  const { symbol, metric, from, to, unknown_strikes } = head;
  return {
    symbol,
    metric,
    unit: unitOf(metric),
    from,
    to,
    from_time: newYorkTime(from),
    to_time: newYorkTime(to),
    total,
    gross,
    residual: sum("residual"),
    residual_share: grossOf("residual") / gross,
    basis_share: basis / (basis + rows.reduce((all, row) => all + Math.abs(row.spot - row.basis), 0)),
    filled_share: grossOf("filled") / grossOf("volatility"),
    unknown_strikes,
    factors,
    strikes: rows,
    bars,
  };
}

function unitOf(metric: ExplainMetric): string {
  return FIELDS[metric === "hedge_flow" ? "signed_flow" : metric].unit;
}

/** A strike's change and its parts. What rounding leaves is in the largest part, and nothing else is. */
function columnsOf({ parts, size, untold }: ExplainedStretch, change: number, k: number): ExplainColumns {
  // Adding 0 keeps the sign of a zero out of the rows.
  const total = change + 0;
  const values = EXPLAIN_FACTORS.map((name) => parts[name][k] + 0);
  const left = total - sumOf(values);
  let residual = 0;
  if (untold[k] !== 0 || Math.abs(left) > ROUNDING * size[k]) residual = left;
  // Twice: of parts much larger than their sum the first leaves a digit.
  else for (let pass = 0; pass < 2; pass++) values[largest(values)] += total - sumOf(values);
  const [spot, volatility, time, trades, open_interest] = values;
  return { total, spot, volatility, time, trades, open_interest, residual };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function largest(values: readonly number[]): number {
  return values.reduce((best, value, i) => (Math.abs(value) > Math.abs(values[best]) ? i : best), 0);
}

/** A step, the given strikes together. */
function barRow(t: number, step: ExplainedStep, positions: readonly number[]): ExplainBarRow {
  const over = (column: Float64Array): number => positions.reduce((sum, k) => sum + column[k], 0);
  const total = over(step.after.map((after, k) => after - step.before[k]));
  const [spot, volatility, time, trades, open_interest] = EXPLAIN_FACTORS.map((name) => over(step[name]));
  const residual = over(step.after.map((after, k) => (step.untold[k] === 0 ? 0 : after - step.before[k])));
  return { t, time_of_day: newYorkTime(t), total, spot, volatility, time, trades, open_interest, residual };
}

function add(sums: Float64Array, column: Float64Array): void {
  for (let k = 0; k < sums.length; k++) sums[k] += column[k];
}

function addSizes(sums: Float64Array, column: Float64Array): void {
  for (let k = 0; k < sums.length; k++) sums[k] += Math.abs(column[k]);
}
