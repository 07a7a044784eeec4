import { attribution } from "./attribution.js";
import { flips } from "./flips.js";
import { heatmap } from "./heatmap.js";
import { leaderboard } from "./leaderboard.js";
import { profile } from "./profile.js";

/**
 * The figures, one for each question. Each takes a response, a grid or rows and gives a plain Plotly figure that shows
 * itself in a notebook and may be edited before: `figure.layout.title.text = "…"`.
 *
 * @example plot.heatmap(gex, { near: 0.01 });
 */
export const plot: {
  readonly leaderboard: typeof leaderboard;
  readonly heatmap: typeof heatmap;
  readonly profile: typeof profile;
  readonly attribution: typeof attribution;
  readonly flips: typeof flips;
} = { leaderboard, heatmap, profile, attribution, flips };
