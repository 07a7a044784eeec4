import { attributeSides } from "../analytics/attribute-sides.js";
import { attribute } from "../analytics/attribute.js";
import { signFlips } from "../analytics/flips.js";
import { levelsOverTime } from "../analytics/levels-over-time.js";
import { rank } from "../analytics/rank.js";
import { isSnapshot, type Snapshot } from "../api/snapshot-types.js";
import type { Figure } from "../figures/figure.js";
import { plot } from "../figures/index.js";
import { amountWithUnit, percent, price } from "../figures/units.js";
import { counted } from "../figures/words.js";
import type { Near } from "../grid/near.js";
import { StrikeGrid } from "../grid/strike-grid.js";
import { MINUTE } from "../session.js";
import type { SheetAnswers } from "./sheet-answers.js";

/** A part of a tear sheet: a sentence, and a table, a figure or both. */
export interface TearSheetSection {
  title: string;
  text: string;
  /** Plain rows; none found is an empty array, and a section of a figure alone has none. */
  rows?: object[];
  figure?: Figure;
}

/** The answers that a part needs are there when it is made; these two may be missing, and some parts then say less. */
export type MadeFrom = Omit<SheetAnswers, "snapshot" | "series"> & Partial<Pick<SheetAnswers, "snapshot" | "series">>;

/** A part that could be made from its answers if there is something in them. */
export interface SheetPart {
  readonly title: string;
  /** Without these it cannot be made. */
  readonly needs: readonly (keyof SheetAnswers)[];
  /** The section, or null when the answers are empty. */
  readonly make: (answers: MadeFrom, look: SheetLook) => Omit<TearSheetSection, "title"> | null;
}

/** How much a tear sheet shows. */
export interface SheetLook {
  readonly symbol: string;
  readonly near: Near;
  /** Rows of a table of strikes or names. */
  readonly n: number;
}

/** The parts in the order in which they are read: the market, the name as it stands, its strikes, its flow, its flips. */
export const SHEET_PARTS: readonly SheetPart[] = [
  { title: "Place on the board", needs: ["board"], make: place },
  { title: "Levels and expected move", needs: ["snapshot"], make: levels },
  { title: "Gamma exposure by strike and minute", needs: ["gex"], make: exposure },
  { title: "Largest strikes", needs: ["gex"], make: strikes },
  { title: "Levels over time", needs: ["gex"], make: levelsByTime },
  { title: "Strikes behind the flow", needs: ["flow"], make: strikesBehind },
  { title: "Calls and puts", needs: ["calls", "puts"], make: sides },
  { title: "Sign flips of gamma exposure", needs: ["gex"], make: flips },
];

type Made = ReturnType<SheetPart["make"]>;

function place({ board }: MadeFrom, { symbol, n }: SheetLook): Made {
  if (board.entries.length === 0) return null;
  const own = board.entries.find((entry) => entry.symbol === symbol);
  const first = board.entries.slice(0, n);
  const text = own
    ? `${symbol} is ${own.rank} of ${counted(board.entries.length, "name")} by heat, ${own.value.toFixed(2)} x.`
    : `${symbol} is not among the ${counted(board.entries.length, "name")} of the board.`;
  const rows = own === undefined || first.includes(own) ? first : [...first, own];
  return { text, rows, figure: plot.leaderboard({ ...board, entries: first }) };
}

function levels({ snapshot }: MadeFrom): Made {
  if (snapshot === undefined || !isSnapshot(snapshot)) return null;
  const { underlying_price: spot, regime, levels: walls, pin_risk, expected_move: move, exposures } = snapshot;
  const known: [string, number | null | undefined][] = [
    ["upper_bound", move?.upper_bound],
    ["call_wall", walls?.call_wall],
    ["max_positive_gamma", walls?.max_positive_gamma],
    ["gamma_flip", regime?.gamma_flip],
    ["magnet", pin_risk?.magnet_strike],
    ["max_pain", pin_risk?.max_pain],
    ["highest_oi_strike", walls?.highest_oi_strike],
    ["max_negative_gamma", walls?.max_negative_gamma],
    ["put_wall", walls?.put_wall],
    ["lower_bound", move?.lower_bound],
  ];
  const rows = known.map(([level, at]) => ({
    level,
    price: at ?? NaN,
    distance_pct: 100 * ((at ?? NaN) / (spot ?? NaN) - 1),
  }));
  return { text: snapshotInWords(snapshot, exposures?.net_gex, move?.remaining_1sd_dollars), rows };
}

function snapshotInWords(
  { underlying_price: spot, regime, warnings }: Snapshot,
  netGex: number | null | undefined,
  move: number | null | undefined,
): string {
  const facts = [
    ...(typeof spot === "number" ? [`spot ${price(spot)}`] : []),
    ...(typeof netGex === "number" ? [`net GEX ${amountWithUnit(netGex, "USD per 1 % move")}`] : []),
    ...(regime ? [`regime ${String(regime.label).replaceAll("_", " ")}`] : []),
    ...(typeof move === "number" ? [`a standard deviation of ${price(move)} until the close`] : []),
  ].join(", ");
  return [`${facts[0]?.toUpperCase() ?? "Nothing is known"}${facts.slice(1)}.`, ...(warnings ?? [])].join(" ");
}

function exposure({ gex, snapshot }: MadeFrom, { near }: SheetLook): Made {
  const grid = knownGrid(gex);
  if (grid === null) return null;
  const walls = snapshot !== undefined && isSnapshot(snapshot) ? snapshot.levels : undefined;
  const lines = { "call wall": walls?.call_wall, "put wall": walls?.put_wall };
  const drawn = Object.entries(lines).filter((line): line is [string, number] => typeof line[1] === "number");
  const figure = plot.heatmap(grid, { near, levels: Object.fromEntries(drawn) });
  return { text: `Net GEX of ${counted(grid.shape[0], "strike")}, ${grid.unit}, spot drawn over it.`, figure };
}

function strikes({ gex }: MadeFrom, { n, near }: SheetLook): Made {
  const grid = knownGrid(gex);
  if (grid === null) return null;
  const bar = lastKnownBar(grid);
  const rows = rank(grid.bar(bar), { n });
  const [first] = rows;
  const text = `At ${grid.timeOf(bar)} ET ${first.strike} is the largest, ${amountWithUnit(first.value, grid.unit)}.`;
  return { text, rows, figure: plot.profile(grid, { bar, near }) };
}

function levelsByTime({ gex, series }: MadeFrom): Made {
  const grid = knownGrid(gex);
  if (grid === null) return null;
  const all = levelsOverTime(grid, { series: series?.bars.length ? series : undefined });
  const last = all[lastKnownBar(grid)];
  const rows = all.filter((row) => (row.t + grid.barMs) % (30 * MINUTE) === 0 || row === last);
  const known = all.map(({ magnet }) => magnet).filter((magnet) => !Number.isNaN(magnet));
  const [first, now] = [known[0], known[known.length - 1]];
  const moved = first === now ? `the magnet is at ${now}, as at first` : `the magnet went from ${first} to ${now}`;
  const text =
    `Every half hour and last: ${known.length === 0 ? "no strike is a magnet, all hold 0" : moved}` +
    `${series === undefined ? "; walls and gamma flip would need the series" : ""}.`;
  return { text, rows };
}

function strikesBehind({ flow }: MadeFrom, { n }: SheetLook): Made {
  const grid = StrikeGrid.from(flow, "signed_delta_dollars");
  const rows = attribute(grid).filter(({ value }) => value !== 0);
  if (Number.isNaN(grid.largest) || rows.length === 0) return null;
  const few = rows.findIndex(({ coverage }) => coverage >= 0.8) + 1;
  const text =
    `${counted(few, "strike")} of ${rows.length} made 80 % of the flow, ` +
    `${rows[0].strike} most: ${amountWithUnit(rows[0].value, grid.unit)}.`;
  return { text, rows: rows.slice(0, n), figure: plot.attribution(rows, { grid, n }) };
}

function sides({ calls, puts }: MadeFrom): Made {
  if (calls.bars.length === 0 && puts.bars.length === 0) return null;
  const rows = attributeSides(calls, puts);
  if (rows.length === 0) return null;
  const [first] = rows;
  const text = `Most of the hedge flow came from ${first.side}, ${percent(first.share)}: ${amountWithUnit(first.value, "USD")}.`;
  return { text, rows };
}

function flips({ gex }: MadeFrom): Made {
  const grid = knownGrid(gex);
  if (grid === null) return null;
  const deadBand = 0.01 * grid.largest;
  const rows = signFlips(grid, { deadBand, minRun: 3 });
  const band = amountWithUnit(deadBand, grid.unit, { signed: false });
  const text = `${rows.length === 0 ? "No flips" : counted(rows.length, "flip")} beyond ±${band} that held 3 bars.`;
  return { text, rows, figure: plot.flips(rows, { grid }) };
}

/** Null when no value is known. */
function knownGrid(gex: SheetAnswers["gex"]): StrikeGrid<"level"> | null {
  const grid = StrikeGrid.from(gex);
  return Number.isNaN(grid.largest) ? null : grid;
}

function lastKnownBar(grid: StrikeGrid): number {
  let bar = grid.times.length - 1;
  while (Number.isNaN(grid.bar(bar).largest)) bar--;
  return bar;
}
