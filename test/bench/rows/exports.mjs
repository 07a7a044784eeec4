import { createRequire } from "node:module";
import { numbers } from "../random.mjs";

const require = createRequire(import.meta.url);
const { StrikeGrid, toArrow, toNpy } = require("../../../dist/index.js");
const { tableFromIPC } = require("@uwdata/flechette");

const STRIKES = 500;
const BARS = 390;
const OPEN = Date.parse("2026-06-05T13:30:00Z");
const FIELDS = ["signed_delta_dollars", "signed_gamma_dollars", "contracts"];

/** The text of a strike-flow answer of a session. */
function answerText() {
  const next = numbers(5);
  const values = () => Array.from({ length: STRIKES }, () => Math.round((next() - 0.5) * 1e8) / 100);
  const bars = Array.from({ length: BARS }, (_, bar) => ({
    t: new Date(OPEN + bar * 60_000).toISOString(),
    spot: 6000,
    ...Object.fromEntries(FIELDS.map((field) => [field, values()])),
  }));
  const strikes_grid = Array.from({ length: STRIKES }, (_, i) => 5000 + 5 * i);
  const facts = { symbol: "SPX", expiration: "2026-06-05", bar_size: "1m", as_of: "2026-06-05T20:00:00Z" };
  return JSON.stringify({ ...facts, underlying_price: 6000, strikes_grid, gap_intervals: [], bars });
}

/** All three fields of a session as files, against reading the answer's JSON, which comes before in any case. */
const row = (name, write, read, atMost) => ({
  name: `${name} of a session's strike-flow`,
  setUp: () => {
    const text = answerText();
    const grids = Object.values(StrikeGrid.all(JSON.parse(text)));
    return {
      ours: () => grids.map(write),
      peers: [
        {
          peer: "JSON.parse of the answer",
          theirs: () => JSON.parse(text),
          same: (files, { bars }) =>
            files.every((file, i) =>
              read(file).every((value, cell) => value === bars[cell % BARS][FIELDS[i]][Math.floor(cell / BARS)]),
            ),
          atMost,
        },
      ],
      rounds: 20,
    };
  },
});

const listed = (bytes) => tableFromIPC(bytes).getChild("values").data[0].children[0].values;
const long = (bytes) => tableFromIPC(bytes).getChild("value").toArray();
const npy = (bytes) => new Float64Array(bytes.slice(bytes.length - 8 * STRIKES * BARS).buffer);

export const rows = [
  row("Arrow, a row a strike", (grid) => toArrow(grid, { shape: "matrix" }), listed, 1),
  row(
    "Arrow, a column a strike",
    (grid) => toArrow(grid),
    (bytes) => wide(bytes),
    undefined,
  ),
  row("Arrow, long, instants alone", (grid) => toArrow(grid, { shape: "long", times: "epoch" }), long, undefined),
  row("NumPy", (grid) => toNpy(grid), npy, 0.15),
];

function wide(bytes) {
  const table = tableFromIPC(bytes);
  const values = new Float64Array(STRIKES * BARS);
  for (let i = 0; i < STRIKES; i++) values.set(table.getChild(String(5000 + 5 * i)).toArray(), i * BARS);
  return values;
}
