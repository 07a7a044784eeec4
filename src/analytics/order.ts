/** From so many on, counting digits is faster than comparing. */
const MANY = 1500;

/**
 * The positions of known numbers in ascending order of them; equal ones, and 0 and -0 are, stay in the order of the column.
 *
 * @example ascending(Float64Array.of(3, 1, 2)) // 1, 2, 0
 */
export function ascending(values: Float64Array): Uint32Array {
  const order = new Uint32Array(values.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  return order.length < MANY ? order.sort((i, j) => values[i] - values[j] || i - j) : byDigits(values, order);
}

/** A stable sort by 16 bits at a time, the lowest first: of words that ascend as the numbers do. */
function byDigits(values: Float64Array, positions: Uint32Array): Uint32Array {
  const words = new Uint32Array(values.map((value) => value + 0).buffer);
  for (let i = 0; i < words.length; i += 2) {
    const flip = words[i + 1] >>> 31 === 1 ? 0xffffffff : 0; // of the negative ones, the largest magnitude is the least
    words[i] ^= flip;
    words[i + 1] ^= flip | 0x80000000;
  }
  let from = positions;
  let to: Uint32Array = new Uint32Array(positions.length);
  const starts = new Uint32Array(1 << 16);
  for (let digit = 0; digit < 4; digit++) {
    const [word, shift] = [digit >> 1, (digit & 1) * 16];
    starts.fill(0);
    for (let i = word; i < words.length; i += 2) starts[(words[i] >>> shift) & 0xffff]++;
    for (let value = 0, start = 0; value < starts.length; value++) {
      const count = starts[value];
      starts[value] = start;
      start += count;
    }
    for (let i = 0; i < from.length; i++) {
      const position = from[i];
      to[starts[(words[2 * position + word] >>> shift) & 0xffff]++] = position;
    }
    [from, to] = [to, from];
  }
  return from;
}
