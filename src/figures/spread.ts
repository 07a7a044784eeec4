/**
 * Heights for labels that want to stand at `wanted` and must keep `gap` from each other, inside `[low, high]` as far as
 * there is room: in the order wanted, equal ones in the order given, none moved further than it must be.
 *
 * @returns A height for each label, in the order given; NaN stays NaN.
 */
export function spread(wanted: readonly number[], gap: number, [low, high]: readonly [number, number]): number[] {
  const order = [...wanted.keys()].filter((i) => !Number.isNaN(wanted[i])).sort((a, b) => wanted[a] - wanted[b]);
  const places = [...wanted];
  // Blocks of labels that touch each other, each about the middle of what its labels want.
  const blocks: { labels: number[]; from: number }[] = [];
  const settle = (labels: number[]): { labels: number[]; from: number } => {
    const middle = labels.reduce((sum, i, place) => sum + wanted[i] - place * gap, 0) / labels.length;
    return { labels, from: Math.max(low, Math.min(high - (labels.length - 1) * gap, middle)) };
  };
  for (const i of order) {
    let block = settle([i]);
    for (let above = blocks.at(-1); above && above.from + above.labels.length * gap > block.from; above = blocks.at(-1))
      block = settle([...blocks.pop()!.labels, ...block.labels]);
    blocks.push(block);
  }
  for (const { labels, from } of blocks) labels.forEach((i, place) => (places[i] = from + place * gap));
  return places;
}
