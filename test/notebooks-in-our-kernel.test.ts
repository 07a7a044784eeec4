import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { FlowEngine, serve, type FlowServer } from "../src/index.js";
import { readNotebook, type Notebook } from "../src/kernel/notebook.js";
import { runNotebook } from "../src/kernel/run-notebook.js";

const FOLDER = new URL("../notebooks/", import.meta.url).pathname;
const NOTEBOOKS = readdirSync(FOLDER).filter((name) => name.endsWith(".ipynb"));

const textsOf = ({ cells }: Notebook): unknown[] =>
  cells.flatMap(({ outputs = [] }) => outputs.map(({ data }) => data?.["text/plain"]));

let server: FlowServer;
beforeAll(async () => {
  server = await serve(FlowEngine.simulate({ seed: 27 }));
});
afterAll(() => server.close());

it.each(NOTEBOOKS)("%s gives in our kernel what tslab's own gave when it was committed", async (name) => {
  const env = { ZERODTE_URL: server.url, ZERODTE_TAPE: undefined, FLASHALPHA_API_KEY: undefined };
  const executed = await runNotebook(join(FOLDER, name), { env, kernel: "zerodte" });
  expect(textsOf(executed)).toEqual(textsOf(readNotebook(join(FOLDER, name))));
});
