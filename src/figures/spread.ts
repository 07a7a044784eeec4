/**
 * Heights for labels that want to stand at `wanted` and must keep `gap` from each other, inside `[low, high]` as far as
 * there is room: in the order wanted, equal ones in the order given, none moved further than it must be.
 *
 * @param gap from the middle of a label to that of the next; or how tall each label is, of which half lies on either side.
 * @returns A height for each label, in the order given; NaN stays NaN.
 */
export function spread(
  wanted: readonly number[],
  gap: number | readonly number[],
  [low, high]: readonly [number, number],
): number[] {
  const tall = (i: number): number => (typeof gap === "number" ? gap : gap[i]);
  // The bounds are those of middles where there is one gap, and of edges where labels have a height each.
  const inset = (i: number): number => (typeof gap === "number" ? 0 : gap[i] / 2);
  const order = [...wanted.keys()].filter((i) => !Number.isNaN(wanted[i])).sort((a, b) => wanted[a] - wanted[b]);
  const places = [...wanted];
  // Blocks of labels that touch each other, each about the middle of what its labels want.
  const blocks: { labels: number[]; offsets: number[]; from: number }[] = [];
  const settle = (labels: number[]): { labels: number[]; offsets: number[]; from: number } => {
    const offsets = [0];
    for (let k = 1; k < labels.length; k++) offsets.push(offsets[k - 1] + (tall(labels[k - 1]) + tall(labels[k])) / 2);
    const middle = labels.reduce((sum, i, k) => sum + wanted[i] - offsets[k], 0) / labels.length;
    const [first, last] = [labels[0], labels[labels.length - 1]];
    const most = high - inset(last) - offsets[offsets.length - 1];
    return { labels, offsets, from: Math.max(low + inset(first), Math.min(most, middle)) };
  };
  const touch = (
    above: { labels: number[]; offsets: number[]; from: number },
    below: { labels: number[]; from: number },
  ): boolean => {
    const last = above.labels[above.labels.length - 1];
    return above.from + above.offsets[above.offsets.length - 1] + (tall(last) + tall(below.labels[0])) / 2 > below.from;
  };
  for (const i of order) {
    let block = settle([i]);
    for (let before = blocks.at(-1); before && touch(before, block); before = blocks.at(-1))
      block = settle([...blocks.pop()!.labels, ...block.labels]);
    blocks.push(block);
  }
  for (const { labels, offsets, from } of blocks) labels.forEach((i, k) => (places[i] = from + offsets[k]));
  return places;
}
