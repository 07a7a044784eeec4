import { attribution } from "./attribution.js";
import { boards } from "./boards.js";
import { cumulative } from "./cumulative.js";
import { explanation } from "./explanation.js";
import { flipLedger } from "./flip-ledger.js";
import { flips } from "./flips.js";
import { heatmap } from "./heatmap.js";
import { leaderboard } from "./leaderboard.js";
import { migrations } from "./migrations.js";
import { multiples } from "./multiples.js";
import { pin } from "./pin.js";
import { profile } from "./profile.js";
import { scrubber } from "./scrubber.js";

/**
 * The figures, one for each question. Each takes a response, a grid or rows and gives a plain Plotly figure that shows
 * itself in a notebook and may be edited before: `figure.layout.title.text = "…"`.
 *
 * @example plot.heatmap(gex, { near: 0.01 });
 */
export const plot: {
  readonly leaderboard: typeof leaderboard;
  readonly boards: typeof boards;
  readonly heatmap: typeof heatmap;
  readonly profile: typeof profile;
  readonly cumulative: typeof cumulative;
  readonly attribution: typeof attribution;
  readonly explanation: typeof explanation;
  readonly flips: typeof flips;
  readonly flipLedger: typeof flipLedger;
  readonly migrations: typeof migrations;
  readonly pin: typeof pin;
  readonly multiples: typeof multiples;
  readonly scrubber: typeof scrubber;
} = {
  leaderboard,
  boards,
  heatmap,
  profile,
  cumulative,
  attribution,
  explanation,
  flips,
  flipLedger,
  migrations,
  pin,
  multiples,
  scrubber,
};
