/*
 * Ours against its peers in one run. Results are compared before anything is timed; then all take turns, round by round,
 * so that what disturbs the machine disturbs all of them. The first round is dropped and the medians of the others are
 * what is compared.
 */

/**
 * @typedef {object} Opponent
 * @property {string} peer what it is
 * @property {(() => unknown) | (() => Promise<number>) | { absent: string }} theirs a function to be timed here; or, with
 *   `timed`, one that gives its own milliseconds, as a round of a child process does; or why there is none
 * @property {boolean} [timed]
 * @property {(ours: any, theirs: any) => boolean | Promise<boolean>} same whether both results say the same
 * @property {number} [atLeast] how many times as fast as the peer ours must be
 * @property {number} [atMost] how many times the peer's time ours may take
 */

/**
 * @param {string} name
 * @param {{ ours: () => unknown, peers: Opponent[], rounds?: number }} contest
 * @returns {Promise<Record<string, string>[]>} one row of the table for each peer
 */
export async function compare(name, { ours, peers, rounds = 8 }) {
  const present = peers.filter(({ theirs }) => typeof theirs === "function");
  if (present.length > 0) {
    const result = await ours();
    for (const { peer, theirs, same } of present)
      if (!(await same(result, await theirs())))
        throw new Error(`${name}: ours and ${peer} give different results; a time would mean nothing`);
  }
  const mine = [];
  const others = new Map(present.map((opponent) => [opponent, []]));
  for (let round = 0; round < rounds && present.length > 0; round++) {
    mine.push(await milliseconds(ours));
    for (const opponent of present)
      others.get(opponent).push(opponent.timed ? await opponent.theirs() : await milliseconds(opponent.theirs));
  }
  return peers.map((opponent) =>
    typeof opponent.theirs === "function"
      ? row(name, opponent, median(mine.slice(1)), median(others.get(opponent).slice(1)))
      : { ...row(name, opponent, NaN, NaN), verdict: `skipped: ${opponent.theirs.absent}` },
  );
}

/** A row of the table; what is timed otherwise, such as growth, can make its own. */
export function row(name, { peer, atLeast, atMost }, ours, theirs) {
  const ratio = atMost === undefined ? theirs / ours : ours / theirs;
  const must = atLeast === undefined ? (atMost === undefined ? "" : `<= ${atMost}`) : `>= ${atLeast}`;
  return {
    name,
    peer,
    "ours ms": shown(ours),
    "peer ms": shown(theirs),
    // As a must is written: how many times as fast, or how many times as long.
    ratio: `${shown(ratio)}${atMost === undefined ? " x" : ""}`,
    must,
    verdict: must === "" || Number.isNaN(ratio) ? "" : ratio >= (atLeast ?? 0) && !(ratio > atMost) ? "met" : "MISSED",
  };
}

function shown(value) {
  return Number.isNaN(value) ? "-" : value.toFixed(2);
}

async function milliseconds(run) {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

/** Rows as an aligned table. */
export function print(rows) {
  const names = Object.keys(rows[0]);
  const widths = names.map((name) => Math.max(name.length, ...rows.map((row) => row[name].length)));
  const isText = (i) => i < 2 || i === names.length - 1;
  const line = (cells) =>
    cells
      .map((cell, i) => (isText(i) ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
      .join("  ")
      .trimEnd();
  console.log([line(names), ...rows.map((row) => line(Object.values(row)))].join("\n"));
}
