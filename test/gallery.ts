import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { FlowEngine, serve, type FlowServer } from "../src/index.js";
import { PLOTLY_MIME } from "../src/figures/figure.js";
import type { CellOutput, Notebook } from "../src/kernel/notebook.js";

/** Where the notebooks of the gallery lie, and where what they print is kept as text. */
export const FOLDER = new URL("../notebooks/", import.meta.url).pathname;

/** The gallery's notebooks, in order. */
export const NOTEBOOKS = readdirSync(FOLDER).filter((name) => name.endsWith(".ipynb"));

/** The text file with what a notebook prints. A change of a number is a change of a line there. */
export const goldenFile = (name: string): string => join(import.meta.dirname, "golden", name.replace(/ipynb$/, "txt"));

export const outputsOf = ({ cells }: Notebook): CellOutput[] => cells.flatMap(({ outputs }) => outputs ?? []);

export const figuresOf = (notebook: Notebook): CellOutput[] =>
  outputsOf(notebook).filter(({ data }) => data !== undefined && PLOTLY_MIME in data);

/**
 * All that an executed notebook's code prints, and its tables and figures as text, each cell below its number. It is the
 * same whether the runner or Jupyter ran it, and in which kernel.
 */
export function printedText({ cells }: Notebook): string {
  const code = cells.filter(({ cell_type, source }) => cell_type === "code" && source.trim() !== "");
  const shown = code.map(({ outputs = [] }, index) => {
    const texts = outputs.map(({ text, data }) => text ?? (data?.["text/plain"] as string | undefined) ?? "");
    return [`[${index + 1}]`, ...texts.filter((text) => text !== "").map((text) => text.trimEnd())].join("\n");
  });
  return `${shown.join("\n\n")}\n`;
}

/** Serves the gallery's market to the tests of a file, and gives the environment that points to it. */
export function servedMarket(): () => Record<string, string | undefined> {
  let server: FlowServer;
  beforeAll(async () => {
    server = await serve(FlowEngine.simulate({ seed: 27 }));
  });
  afterAll(() => server.close());
  return () => ({ ZERODTE_URL: server.url, ZERODTE_TAPE: undefined, FLASHALPHA_API_KEY: undefined });
}
