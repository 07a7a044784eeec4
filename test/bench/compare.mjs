/**
 * Times ours against a peer in one run: both are warmed up, their results compared, then they take turns. The medians of
 * the rounds behind the first are compared, so that what disturbs the machine disturbs both.
 *
 * @param {{ name: string, peer: string, ours: () => unknown, theirs: () => unknown, same: (a: any, b: any) => boolean, rounds?: number }} duel
 */
export function compare({ name, peer, ours, theirs, same, rounds = 7 }) {
  if (!same(ours(), theirs()))
    throw new Error(`${name}: ours and ${peer} give different results; a time would mean nothing`);
  const times = { ours: [], theirs: [] };
  for (let round = 0; round < rounds; round++) {
    times.ours.push(milliseconds(ours));
    times.theirs.push(milliseconds(theirs));
  }
  const [mine, other] = [median(times.ours.slice(1)), median(times.theirs.slice(1))];
  return {
    name,
    peer,
    "ours ms": mine.toFixed(2),
    "peer ms": other.toFixed(2),
    "peer / ours": (other / mine).toFixed(2),
  };
}

function milliseconds(run) {
  const start = performance.now();
  run();
  return performance.now() - start;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

/** Rows as an aligned table. */
export function print(rows) {
  const names = Object.keys(rows[0]);
  const widths = names.map((name) => Math.max(name.length, ...rows.map((row) => row[name].length)));
  const line = (cells) =>
    cells
      .map((cell, i) => (i < 2 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
      .join("  ")
      .trimEnd();
  console.log([line(names), ...rows.map((row) => line(Object.values(row)))].join("\n"));
}
