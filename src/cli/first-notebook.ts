import { DISPLAY_NAME } from "../kernel/kernelspec.js";
import { notebookText, type NotebookCell } from "../kernel/notebook.js";

/** The notebook that a research folder begins with, as a file's text. It runs in our kernel and in tslab's own. */
export function firstNotebook(): string {
  const markdown = (source: string): Omit<NotebookCell, "id"> => ({ cell_type: "markdown", metadata: {}, source });
  const code = (source: string, ...tags: string[]): Omit<NotebookCell, "id"> => ({
    cell_type: "code",
    metadata: tags.length > 0 ? { tags } : {},
    source,
    outputs: [],
    execution_count: null,
  });
  const cells = [
    markdown(
      "# Which strikes carry the gamma, and where did its sign flip?\n\nNumbers are estimates from trades and quotes.",
    ),
    code(`const symbol = "SPY";\nconst lastMinutes = 390;`, "parameters"),
    code(`import { openFlow, plot, rank, signFlips, StrikeGrid } from "zerodte";

const flow = await openFlow(); // simulated, unless the environment says otherwise
(await flow.leaderboard({ metric: "heat", n: 5 })).entries`),
    markdown("The strikes with the largest gamma exposure (GEX) now, USD per 1 % move; calls count +, puts -."),
    code(`const gex = StrikeGrid.from(await flow.heatmap(symbol, { metric: "gex", minutes: lastMinutes }));
rank(gex.bar(-1), { by: "magnitude", n: 5 })`),
    code(`signFlips(gex, { deadBand: 0.01 * gex.largest, minRun: 3 }).slice(-10)`),
    code(`plot.heatmap(gex, { near: 0.02 })`),
  ];
  return notebookText({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { display_name: DISPLAY_NAME, language: "typescript", name: "zerodte" } },
    cells: cells.map((cell, i) => ({ id: `cell-${i + 1}`, ...cell })),
  });
}
