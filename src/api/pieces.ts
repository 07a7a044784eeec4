/** Pieces of an answer above which copying them into one is less work than to send each. */
const MANY = 16;

/** Buffers behind one another, as few as can be had without a copy: those that adjoin in memory are one. */
export function pieces(buffers: readonly Buffer[]): Buffer[] {
  const found: Buffer[] = [];
  let start = 0;
  for (let i = 1; i <= buffers.length; i++) {
    const last = buffers[i - 1];
    const next = buffers[i] as Buffer | undefined;
    if (next?.buffer === last.buffer && next.byteOffset === last.byteOffset + last.length) continue;
    const { buffer, byteOffset } = buffers[start];
    found.push(start === i - 1 ? last : Buffer.from(buffer, byteOffset, last.byteOffset + last.length - byteOffset));
    start = i;
  }
  return found;
}

/**
 * The same buffers, in one piece of memory when they were in many; `undefined` when they were not. What is sent again and
 * again is so copied once.
 */
export function packed(buffers: readonly Buffer[]): Buffer[] | undefined {
  if (pieces(buffers).length <= MANY) return undefined;
  const whole = Buffer.concat(buffers);
  let end = 0;
  return buffers.map(({ length }) => whole.subarray(end, (end += length)));
}
