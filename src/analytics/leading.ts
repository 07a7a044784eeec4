import { exactSum, nearest, runningSums } from "./exact-sum.js";
import { ascending } from "./order.js";

/** The first of a column in order, with their parts of the whole column. */
export interface Leading {
  /** Positions in the column, the first one first. */
  readonly positions: readonly number[];
  /** Magnitude as a part of the sum of all magnitudes of the column, 0 to 1; NaN when that is 0. */
  readonly share: Float64Array;
  /** Sum of the shares so far, 0 to 1; exactly 1 at the end of the whole column. */
  readonly coverage: Float64Array;
}

/** Up to so many are found by insertion while the column is read once; more by a sort. */
const FEW = 64;

/**
 * The `n` largest of a column by magnitude, or with `signed` by value, and which part of the whole they are. NaN is left
 * out; equal ones stand in the order of the column. A few of many take one reading of the column.
 */
export function leading(values: Float64Array, n: number = Infinity, signed: boolean = false): Leading {
  const { positions, gross } = n <= FEW && n < values.length ? few(values, n, signed) : sorted(values, n, signed);
  const magnitudes = new Float64Array(positions.length);
  for (let i = 0; i < magnitudes.length; i++) magnitudes[i] = Math.abs(values[positions[i]]);
  return {
    positions,
    share: magnitudes.map((magnitude) => magnitude / gross),
    coverage: runningSums(magnitudes).map((covered) => covered / gross),
  };
}

interface Found {
  positions: number[];
  /** The sum of all magnitudes, the double nearest to the exact one. */
  gross: number;
}

function sorted(values: Float64Array, n: number, signed: boolean): Found {
  const known = new Uint32Array(values.length);
  const keys = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) continue;
    known[count] = i;
    // Descending, and equal ones in their order: what ascends is the negative.
    keys[count++] = -(signed ? values[i] : Math.abs(values[i]));
  }
  const order = ascending(keys.subarray(0, count)).subarray(0, n);
  const positions: number[] = [];
  for (let i = 0; i < order.length; i++) positions.push(known[order[i]]);
  return { positions, gross: exactSum(values.map(Math.abs)) };
}

function few(values: Float64Array, n: number, signed: boolean): Found {
  const state: Reading = {
    keys: new Float64Array(n).fill(-Infinity),
    places: new Int32Array(n).fill(-1),
    sums: Float64Array.of(0, 0),
    least: n === 0 ? Infinity : -Infinity,
  };
  // Piece by piece: a function called again and again is compiled sooner than one long loop is replaced as it runs.
  for (let from = 0; from < values.length; from += PIECE)
    readPiece(state, values, from, Math.min(from + PIECE, values.length), signed);
  const [sum, rest] = state.sums;
  const gross = nearest(sum, rest, sum * (values.length * 2 ** -53) ** 2) ?? exactSum(values.map(Math.abs));
  return { positions: [...state.places].filter((i) => i >= 0), gross };
}

const PIECE = 2048;

interface Reading {
  /** The keys that are kept, descending, and where they are in the column. */
  readonly keys: Float64Array;
  readonly places: Int32Array;
  /** The sum of the magnitudes, and what rounding has lost of it. */
  readonly sums: Float64Array;
  /** The least key that is kept. */
  least: number;
}

function readPiece(state: Reading, values: Float64Array, from: number, to: number, signed: boolean): void {
  let { least } = state;
  let sum = state.sums[0];
  let rest = state.sums[1];
  for (let i = from; i < to; i++) {
    const value = values[i];
    const magnitude = Math.abs(value);
    if (!(magnitude >= 0)) continue;
    // As in exactSum; magnitudes only grow, so that what was lost in all needs no count of its own.
    const next = sum + magnitude;
    const added = next - sum;
    rest += sum - (next - added) + (magnitude - added);
    sum = next;
    const key = signed ? value : magnitude;
    if (key > least) least = insert(state.keys, state.places, key, i);
  }
  state.least = least;
  state.sums[0] = sum;
  state.sums[1] = rest;
}

/** Puts a key where it belongs, behind equal ones, and gives the least that is kept. */
function insert(keys: Float64Array, places: Int32Array, key: number, place: number): number {
  const last = keys.length - 1;
  let at = last;
  for (; at > 0 && keys[at - 1] < key; at--) {
    keys[at] = keys[at - 1];
    places[at] = places[at - 1];
  }
  keys[at] = key;
  places[at] = place;
  return keys[last];
}
