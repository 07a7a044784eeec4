/** A stream of random numbers that a seed fixes; {@link randomStream} says how far. */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Exponential of mean 1. */
  exponential(): number;
  /** A count of mean `mean`. */
  poisson(mean: number): number;
}

/**
 * A stream for a seed and a name, independent of the streams of other names: sfc32 (Chris Doty-Humphrey's PractRand)
 * seeded by an FNV-1a hash of both.
 *
 * How far a seed's market is the same on other machines: all of the simulator is arithmetic and square roots, which the
 * language fixes to the last bit, and `Math.exp` and `Math.log`, which it does not. V8 computes these two from one source
 * on every processor, so they should agree; the tests' digests prove it on x64 with Node 20. A last bit that differed
 * would be lost in the rounding to cents, ticks and whole contracts, but for a rare value at the edge of one.
 */
export function randomStream(seed: number, name: string): Random {
  let hash = 0x811c9dc5;
  for (const character of `${seed}|${name}`) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
  let [a, b, c, counter] = [hash | 0, Math.imul(hash, 0x9e3779b1) | 0, ~hash, 1];

  const uniform = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4294967296;
  };
  for (let i = 0; i < 16; i++) uniform();

  let spare = NaN;
  const normal = (): number => {
    // Marsaglia's polar method: two normals from a point in the unit circle.
    if (!Number.isNaN(spare)) {
      const value = spare;
      spare = NaN;
      return value;
    }
    for (;;) {
      const [x, y] = [2 * uniform() - 1, 2 * uniform() - 1];
      const square = x * x + y * y;
      if (square === 0 || square >= 1) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      spare = y * scale;
      return x * scale;
    }
  };
  const exponential = (): number => -Math.log(1 - uniform());
  const poisson = (mean: number): number => {
    let count = 0;
    for (let time = exponential(); time < mean; time += exponential()) count++;
    return count;
  };
  return { uniform, normal, exponential, poisson };
}
