import { Adder, fcumsum, fsum } from "d3-array";
import { nearest } from "./exact-sum.js";

/** The first of a column in order, with their parts of the whole column. */
export interface Leading {
  /** Positions in the column, the first one first. */
  readonly positions: readonly number[];
  /** Magnitude as a part of the sum of all magnitudes of the column, 0 to 1; NaN when that is 0. */
  readonly share: readonly number[];
  /** Sum of the shares so far, 0 to 1; exactly 1 at the end of the whole column. */
  readonly coverage: readonly number[];
}

/** Up to so many are found by insertion while the column is read once; more by a sort. */
const FEW = 64;

/**
 * The `n` largest of a column by magnitude, or with `signed` by value, and which part of the whole they are. NaN is left
 * out; equal ones stand in the order of the column. A few of many take one reading of the column.
 */
export function leading(values: Float64Array, n: number = Infinity, signed: boolean = false): Leading {
  const { positions, gross } = n <= FEW && n < values.length ? few(values, n, signed) : sorted(values, n, signed);
  const covered = fcumsum(positions, (i) => Math.abs(values[i]));
  return {
    positions,
    share: positions.map((i) => Math.abs(values[i]) / gross),
    coverage: positions.map((_, place) => covered[place] / gross),
  };
}

interface Found {
  positions: number[];
  /** The sum of all magnitudes, the double nearest to the exact one. */
  gross: number;
}

function sorted(values: Float64Array, n: number, signed: boolean): Found {
  const key = signed ? values : values.map(Math.abs);
  const order = [...values.keys()].filter((i) => !Number.isNaN(values[i]));
  order.sort((a, b) => key[b] - key[a]); // stable, so that equal ones stay in their order
  return { positions: order.slice(0, n), gross: fsum(order, (i) => Math.abs(values[i])) };
}

function few(values: Float64Array, n: number, signed: boolean): Found {
  const keys = new Float64Array(n).fill(-Infinity);
  const places = new Int32Array(n).fill(-1);
  let least = n === 0 ? Infinity : -Infinity;
  let [sum, rest] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const magnitude = Math.abs(value);
    if (!(magnitude >= 0)) continue;
    // As in exactSum; magnitudes only grow, so that what was lost in all needs no count of its own.
    const next = sum + magnitude;
    const added = next - sum;
    rest += sum - (next - added) + (magnitude - added);
    sum = next;
    const key = signed ? value : magnitude;
    if (key > least) least = insert(keys, places, key, i);
  }
  const gross = nearest(sum, rest, sum * (values.length * 2 ** -53) ** 2) ?? sumOfMagnitudes(values);
  return { positions: [...places].filter((i) => i >= 0), gross };
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

function sumOfMagnitudes(values: Float64Array): number {
  const adder = new Adder();
  for (const value of values) if (!Number.isNaN(value)) adder.add(Math.abs(value));
  return adder.valueOf();
}
