import { Adder } from "d3-array";

/**
 * Leaves out one line of cells, a strike or a bar: the total of the others, and the sums across them, which are of bars or
 * of strikes. A line begins at `line * lineStep`, and its cells are as far apart as lines of the other kind.
 */
export function leavingOut(
  values: Float64Array,
  lines: number,
  lineStep: number,
  step: number,
): (line: number) => { total: number; across: Float64Array } {
  const count = values.length / lines;
  const whole = new Adder();
  const sums = Array.from({ length: count }, () => ({ adder: new Adder(), known: 0 }));
  for (let line = 0; line < lines; line++)
    sums.forEach((sum, i) => {
      const value = values[line * lineStep + i * step];
      if (Number.isNaN(value)) return;
      whole.add(value);
      sum.adder.add(value);
      sum.known++;
    });

  // An Adder is exact, so what is taken out can be put back.
  return (line) => {
    const cells = Float64Array.from(sums, (_, i) => values[line * lineStep + i * step]);
    const across = Float64Array.from(sums, ({ adder, known }, i) => {
      if (Number.isNaN(cells[i])) return known === 0 ? NaN : adder.valueOf();
      if (known === 1) return NaN;
      const without = adder.add(-cells[i]).valueOf();
      adder.add(cells[i]);
      return without;
    });
    const known = cells.filter((value) => !Number.isNaN(value));
    known.forEach((value) => whole.add(-value));
    const total = whole.valueOf() + 0;
    known.forEach((value) => whole.add(value));
    return { total, across };
  };
}

/** A copy in which one position is unknown. */
export function unknownAt(values: Float64Array, position: number): Float64Array {
  const rest = values.slice();
  rest[position] = NaN;
  return rest;
}
