import type { Random } from "../random.js";

/** How {@link flipPValue} tests. */
export interface FlipTest {
  /** Bars on each side of a flip whose means must have its signs. */
  readonly window: number;
  /** Bars that stay together when the noise is rearranged. */
  readonly block: number;
  /** How often it is rearranged at most. */
  readonly permutations: number;
  /** In how many bars a flip may turn up: those of the session. */
  readonly bars: number;
  readonly random: Random;
}

/** Rearrangements that reached the flip's strength are enough when they are so many: p is then far from small. */
const ENOUGH = 20;

/**
 * The memory that makes the strongest flips: with less the means are smaller, and with more, up to a random walk, zero is
 * crossed less often in a session.
 */
const LONGEST_MEMORY = 0.95;

/** A variance below this part of the squared means is rounding. */
const ROUNDING = 1e-12;

/**
 * The p-value of a flip against noise about zero: how often the series' own noise, rearranged, shows somewhere in a session
 * a flip at least as strong. A flip is as strong as the smaller of its two windows' mean magnitudes, in standard deviations
 * within the windows; one whose means do not have its signs has p = 1.
 *
 * The noise is what is left when each side of the flip has lost its mean. It is an autoregression of one bar, whose
 * coefficient is raised by its known bias (Kendall 1954: (1 + 3 rho) / n for each of the two means) and by one standard
 * error, so that memory is rather over- than underrated, and then held at {@link LONGEST_MEMORY}. Its innovations are cut
 * into blocks at a random offset, and the blocks permuted as often as a session needs (Carlstein 1986). Without the
 * autoregression blocks would have to be longer than a session has room for.
 *
 * Stopping at {@link ENOUGH} keeps the p-value valid (Besag and Clifford 1991).
 *
 * @param values known ones only, up to the end of what may be seen; at least a window on each side of `first`
 * @param first position of the first value with the new sign
 * @param sign the new sign, 1 or -1
 */
export function flipPValue(values: Float64Array, first: number, sign: number, test: FlipTest): number {
  const { window, block, permutations, bars, random } = test;
  const strength = strengthOf(values, first, sign, window);
  if (strength === 0) return 1;

  const noise = withoutMeans(values, first);
  const memory = memoryOf(noise);
  const innovations = innovationsOf(noise, memory);
  const count = innovations.length;
  const blocks = Int32Array.from({ length: Math.ceil(count / block) }, (_, i) => i * block);
  const sums = new Float64Array(bars + 1);
  const squares = new Float64Array(bars + 1);
  let reached = 0;
  for (let permutation = 1; permutation <= permutations; permutation++) {
    let value = noise[Math.floor(random.uniform() * noise.length)];
    let bar = 0;
    while (bar < bars) {
      const offset = Math.floor(random.uniform() * count);
      shuffle(blocks, random);
      for (let i = 0; i < blocks.length && bar < bars; i++) {
        const end = Math.min(blocks[i] + block, count);
        for (let at = blocks[i]; at < end && bar < bars; at++, bar++) {
          sums[bar + 1] = sums[bar] + value;
          squares[bar + 1] = squares[bar] + value * value;
          const from = at + offset;
          value = memory * value + innovations[from < count ? from : from - count];
        }
      }
    }
    if (reaches(sums, squares, window, strength) && ++reached === ENOUGH) return reached / permutation;
  }
  return (1 + reached) / (1 + permutations);
}

/** The smaller window mean in standard deviations, infinite without noise; 0 when the means have not the flip's signs. */
function strengthOf(values: Float64Array, first: number, sign: number, window: number): number {
  let before = 0;
  let after = 0;
  for (let i = 0; i < window; i++) {
    before -= (sign * values[first - 1 - i]) / window;
    after += (sign * values[first + i]) / window;
  }
  if (!(before > 0 && after > 0)) return 0;
  let variance = 0;
  for (let i = 0; i < window; i++)
    variance += ((sign * values[first - 1 - i] + before) ** 2 + (sign * values[first + i] - after) ** 2) / (2 * window);
  if (variance <= ROUNDING * (before * before + after * after)) return Infinity;
  return Math.min(before, after) / Math.sqrt(variance);
}

/** Whether a flip of a strength, in either direction, is anywhere in a series given by its running sums. */
function reaches(sums: Float64Array, squares: Float64Array, window: number, strength: number): boolean {
  for (let first = window; first + window < sums.length; first++) {
    const before = (sums[first] - sums[first - window]) / window;
    const after = (sums[first + window] - sums[first]) / window;
    if (!(before * after < 0)) continue;
    const spread = before * before + after * after;
    const variance = (squares[first + window] - squares[first - window]) / (2 * window) - spread / 2;
    if (variance <= ROUNDING * spread) return true;
    if (Math.min(Math.abs(before), Math.abs(after)) >= strength * Math.sqrt(variance)) return true;
  }
  return false;
}

function withoutMeans(values: Float64Array, first: number): Float64Array {
  const noise = values.slice();
  for (const side of [noise.subarray(0, first), noise.subarray(first)]) {
    const mean = side.reduce((sum, value) => sum + value, 0) / side.length;
    for (let i = 0; i < side.length; i++) side[i] -= mean;
  }
  return noise;
}

/** The autoregression's coefficient, 0 to {@link LONGEST_MEMORY}. */
function memoryOf(noise: Float64Array): number {
  let products = 0;
  let squares = 0;
  for (let i = 1; i < noise.length; i++) {
    products += noise[i] * noise[i - 1];
    squares += noise[i - 1] * noise[i - 1];
  }
  const found = squares > 0 ? products / squares : 0;
  const bias = (2 * (1 + 3 * found)) / noise.length;
  const error = Math.sqrt(Math.max(0, 1 - found * found) / noise.length);
  return Math.max(0, Math.min(LONGEST_MEMORY, found + bias + error));
}

function innovationsOf(noise: Float64Array, memory: number): Float64Array {
  const innovations = Float64Array.from({ length: noise.length - 1 }, (_, i) => noise[i + 1] - memory * noise[i]);
  const mean = innovations.reduce((sum, value) => sum + value, 0) / innovations.length;
  return innovations.map((value) => value - mean);
}

function shuffle(list: Int32Array, random: Random): void {
  for (let i = list.length - 1; i > 0; i--) {
    const other = Math.floor(random.uniform() * (i + 1));
    const value = list[i];
    list[i] = list[other];
    list[other] = value;
  }
}
