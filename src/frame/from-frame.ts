import { FIELDS, type GridField, type GridKind } from "../grid/fields.js";
import { StrikeGrid } from "../grid/strike-grid.js";
import type { Uncertainty } from "../grid/uncertainty.js";
import { frameColumns, numberOf, type FrameLike } from "./frame-columns.js";
import { barAxis, frameTimes } from "./frame-times.js";

/** What a frame cannot carry of a grid. */
export interface FrameAxes<K extends GridKind = GridKind> {
  symbol: string;
  /** New York date of the session, yyyy-MM-dd: the day of the frame's times of day. */
  expiration: string;
  field: GridField;
  /** Default: what the field is. A `gex` that was differenced is an `increment`, and does not say so itself. */
  kind?: K | undefined;
  /** What was done to the field, as in `gex change`. Default: as field and kind say. */
  label?: string | undefined;
  origin?: string | undefined;
  /** Length of a bar, milliseconds. Default: the least distance of two bars of the frame; a single one has none. */
  barMs?: number | undefined;
}

/** A grid that has it, and what is other than in that grid. */
export interface LikeGrid<K extends GridKind = GridKind> extends Partial<FrameAxes<K>> {
  like: StrikeGrid<K>;
}

/**
 * The grid of a frame that {@link toFrame} made of one, wide or long, whatever was done to its cells since: the way back
 * from danfojs. What a frame cannot carry is given, or taken from the grid that it was made of: then the way there and back
 * gives an equal grid, to the last bit. An `uncertainty` goes along in a long frame alone, in its `expected` and `variance`;
 * that of `like` is not taken, since cells may have changed.
 *
 * Rows may be in any order and some of them gone: bars between the first and the last are there, with NaN where the frame
 * has nothing. Spot and marks of partial bars, where the frame has none, are those of `like` at the same time, or NaN and
 * none. A wide frame's columns of strikes are those whose name is a number. A frame without a single cell has the axes
 * that it still shows, and else those of a `like` without cells.
 *
 * @throws TypeError for what is no such frame, and for a cell that is no number.
 * @throws RangeError for times that cannot be read or are no whole bars apart, for a cell that comes twice, and for a single
 *   bar without its length.
 * @example
 * const frame = toFrame(gex);
 * fromFrame(frame, { like: gex }); // equal to gex
 * fromFrame(frame, { symbol: "SPY", expiration: "2026-06-05", field: "gex" });
 */
export function fromFrame<K extends GridKind>(frame: FrameLike, axes: LikeGrid<K>): StrikeGrid<K>;
export function fromFrame<K extends GridKind = GridKind>(frame: FrameLike, axes: FrameAxes<K>): StrikeGrid<K>;
export function fromFrame(frame: FrameLike, axes: FrameAxes | LikeGrid): StrikeGrid {
  const { like, ...facts } = factsOf(axes);
  const columns = frameColumns(frame);
  const instants = frameTimes(columns, facts.expiration);
  const long = columns.has("strike") && columns.has("value");
  if (long && instants.length === 0 && like?.values.length === 0)
    return new StrikeGrid({ ...like, ...facts, barMs: facts.barMs ?? like.barMs });

  const { barMs, times } = barAxis(instants, facts.barMs);
  const bars = Array.from(instants, (t) => (t - times[0]) / barMs);
  const { strikes, values, uncertainty } = long
    ? longCells(columns, bars, times.length)
    : wideCells(columns, bars, times.length, instants);
  const spot = spotOf(columns.get("spot"), bars, times, like);
  const partial = like?.partial && times.map((t) => like.partial![like.times.indexOf(t)] ?? 0);
  return new StrikeGrid({
    ...facts,
    barMs,
    strikes,
    times,
    spot,
    values,
    uncertainty,
    partial: partial && Uint8Array.from(partial),
  });
}

type Facts = Omit<FrameAxes, "kind"> & { kind: GridKind; like: StrikeGrid | undefined };

function factsOf(axes: FrameAxes | LikeGrid): Facts {
  const like = (axes as Partial<LikeGrid> | undefined)?.like;
  const given: Partial<FrameAxes> = axes ?? {};
  const symbol = given.symbol ?? like?.symbol;
  const expiration = given.expiration ?? like?.expiration;
  const field = given.field ?? like?.field;
  if (symbol === undefined || expiration === undefined || field === undefined)
    throw new TypeError(
      "a frame does not tell symbol, expiration and field: give the three, or like, the grid that it was made of",
    );
  if (!(field in FIELDS))
    throw new RangeError(`there is no field "${field}"; there are ${Object.keys(FIELDS).join(", ")}`);
  const same = field === like?.field ? like : undefined;
  const kind = given.kind ?? same?.kind ?? FIELDS[field].kind;
  const label = given.label ?? (kind === same?.kind ? same.label : undefined);
  const { origin = like?.origin, barMs = like?.barMs } = given;
  return { symbol, expiration, field, kind, label, origin, barMs, like };
}

interface Cells {
  strikes: Float64Array;
  values: Float64Array;
  uncertainty?: Uncertainty | undefined;
}

type Columns = ReadonlyMap<string, readonly unknown[]>;

function wideCells(columns: Columns, bars: readonly number[], length: number, instants: Float64Array): Cells {
  if (new Set(bars).size < bars.length) {
    const twice = instants.findIndex((t, row) => instants.indexOf(t) !== row);
    throw new RangeError(
      `a wide frame has a row a bar, and rows ${instants.indexOf(instants[twice])} and ${twice} are one`,
    );
  }
  const named = [...columns].filter(([name]) => /^\d/.test(name) && Number.isFinite(Number(name)));
  const others = [...columns.keys()].filter((name) => !["t", "time", "spot"].includes(name));
  if (named.length === 0 && others.length > 0)
    throw new TypeError(
      `this frame has no column of a strike, whose name is a number, and no strike and value: fromFrame reads what toFrame ` +
        `made of a StrikeGrid; its columns are ${[...columns.keys()].join(", ")}`,
    );
  const order = named.map(([name]) => Number(name)).map((strike, i) => ({ strike, cells: named[i] }));
  order.sort((a, b) => a.strike - b.strike);
  const values = new Float64Array(order.length * length).fill(NaN);
  order.forEach(({ cells: [name, cells] }, row) => {
    for (let i = 0; i < cells.length; i++) values[row * length + bars[i]] = numberOf(cells[i], name, i);
  });
  return { strikes: Float64Array.from(order, ({ strike }) => strike), values };
}

function longCells(columns: Columns, bars: readonly number[], length: number): Cells {
  const [prices, cells] = [columns.get("strike")!, columns.get("value")!];
  const strikeOf = prices.map((price, row) => numberOf(price, "strike", row));
  const missing = strikeOf.findIndex(Number.isNaN);
  if (missing >= 0) throw new TypeError(`column strike, row ${missing}: there is none`);
  const strikes = new Float64Array(new Set(strikeOf)).sort();
  const rowOf = new Map(Array.from(strikes, (strike, row) => [strike, row]));
  const places = strikeOf.map((strike, i) => rowOf.get(strike)! * length + bars[i]);
  const known = new Uint8Array(strikes.length * length);
  places.forEach((cell, i) => {
    if (known[cell]++ > 0) throw new RangeError(`strike ${strikeOf[i]} of row ${i} comes twice in one bar`);
  });
  const placed = (column: readonly unknown[], name: string): Float64Array => {
    const values = new Float64Array(known.length).fill(NaN);
    for (let i = 0; i < places.length; i++) values[places[i]] = numberOf(column[i], name, i);
    return values;
  };
  const [expected, variance] = [columns.get("expected"), columns.get("variance")];
  const uncertainty = expected &&
    variance && { expected: placed(expected, "expected"), variance: placed(variance, "variance") };
  return { strikes, values: placed(cells, "value"), uncertainty };
}

/** The frame's, and where it has none that of the other grid. */
function spotOf(
  cells: readonly unknown[] | undefined,
  bars: readonly number[],
  times: Float64Array,
  like: StrikeGrid | undefined,
): Float64Array {
  const spot = times.map((t) => like?.spot[like.times.indexOf(t)] ?? NaN);
  cells?.forEach((cell, row) => {
    spot[bars[row]] = numberOf(cell, "spot", row);
  });
  return spot;
}
