import { createRequire } from "node:module";
import type { DataFrame } from "danfojs-node";
import { StrikeGrid } from "../grid/strike-grid.js";
import { newYorkTime } from "../session.js";

/** How {@link toFrame} lays out a {@link StrikeGrid}. */
export interface ToFrameOptions {
  /**
   * `wide` (default): a row a bar with `time`, `spot` and a column a strike. `long`: a row a cell with `time`, `strike`,
   * `value`, `spot`.
   */
  shape?: "wide" | "long" | undefined;
  /** The most rows of a long frame, default 25,000: beyond that danfojs sorts and groups for minutes. */
  maxRows?: number | undefined;
}

/**
 * A danfojs DataFrame of rows (a ranking, a board's entries, flips, …) or of a grid. Nothing is computed in danfojs,
 * whose frame arithmetic rounds to 32-bit floats: numbers go in as they are, NaN stays NaN, null becomes NaN in a column
 * of numbers. Times are New York time. A column named like a member of DataFrame (`values`, `index`, `count`, …) would
 * break the frame and gets an underscore behind it. No rows give a frame without columns.
 *
 * @throws RangeError when a long frame would be longer than `maxRows`.
 * @throws Error with what to install where danfojs-node is missing.
 * @example
 * toFrame(board.entries);
 * toFrame(delta.bar(-1), { shape: "long" });
 */
export function toFrame(value: readonly object[] | StrikeGrid, options: ToFrameOptions = {}): DataFrame {
  if (!(value instanceof StrikeGrid)) {
    const columns = [...new Set(value.flatMap((row) => Object.keys(row)))];
    return frameOf(
      columns,
      value.map((row) => columns.map((name) => (row as Record<string, unknown>)[name])),
    );
  }
  return options.shape === "long" ? longFrame(value, options.maxRows ?? 25_000) : wideFrame(value);
}

function wideFrame(grid: StrikeGrid): DataFrame {
  const [strikes, bars] = grid.shape;
  const rows = Array.from({ length: bars }, (_, bar) => [
    newYorkTime(grid.times[bar]!),
    grid.spot[bar]!,
    ...Array.from({ length: strikes }, (_, strike) => grid.at(strike, bar)),
  ]);
  return frameOf(["time", "spot", ...Array.from(grid.strikes, String)], rows);
}

function longFrame(grid: StrikeGrid, maxRows: number): DataFrame {
  const [strikes, bars] = grid.shape;
  if (strikes * bars > maxRows)
    throw new RangeError(
      `a long frame of ${grid.symbol} would have ${strikes * bars} rows, more than maxRows ${maxRows}: ` +
        `take fewer strikes with near(), longer bars with resample(), or a wide frame`,
    );
  const rows: unknown[][] = [];
  for (let bar = 0; bar < bars; bar++)
    for (let strike = 0; strike < strikes; strike++)
      rows.push([newYorkTime(grid.times[bar]!), grid.strikes[strike]!, grid.at(strike, bar), grid.spot[bar]!]);
  return frameOf(["time", "strike", "value", "spot"], rows);
}

// Rows with named columns is the one constructor of danfojs that neither reorders nor transposes; the types are given,
// as it would guess them from the first twenty rows.
function frameOf(names: readonly string[], rows: unknown[][]): DataFrame {
  const danfo = loadDanfo();
  if (names.length === 0) return new danfo.DataFrame([]);
  const members = danfo.DataFrame.prototype as object;
  const probe = new danfo.DataFrame([[0]], { columns: ["probe"] });
  const columns = names.map((name) => (name in members || name in probe ? `${name}_` : name));
  const dtypes = names.map((_, column) => typeOfColumn(rows, column));
  const cells = rows.map((row) => row.map((cell, column) => cell ?? (dtypes[column] === "string" ? null : NaN)));
  return rows.length === 0 ? new danfo.DataFrame([], { columns }) : new danfo.DataFrame(cells, { columns, dtypes });
}

function typeOfColumn(rows: readonly unknown[][], column: number): string {
  let type = "int32";
  for (const row of rows) {
    const cell = row[column];
    if (typeof cell === "string") return "string";
    if (typeof cell === "boolean") return "boolean";
    if (typeof cell === "number" && cell !== (cell | 0)) type = "float32";
  }
  return type;
}

type Danfo = typeof import("danfojs-node");

// Loaded when the first frame is asked for: it takes half a second, and is an optional peer.
function loadDanfo(): Danfo {
  try {
    return createRequire(__filename)("danfojs-node") as Danfo;
  } catch (cause) {
    throw new Error(
      `toFrame needs danfojs-node: npm install danfojs-node@1.2.0, with this in your package.json first: ` +
        `"overrides": {"danfojs-node": {"xlsx": "npm:@e965/xlsx@0.20.3", ` +
        `"@tensorflow/tfjs-node": "npm:@tensorflow/tfjs@3.21.0"}}`,
      { cause },
    );
  }
}
