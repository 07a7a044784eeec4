import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { fileURLToPath, URL } from "node:url";
import { median, row } from "../compare.mjs";

const require = createRequire(import.meta.url);
const { startKernel } = require("../../../dist/kernel/kernel-process.js");
const { PLOTLY_MIME } = require("../../../dist/figures/figure.js");
const root = fileURLToPath(new URL("../../../", import.meta.url));

/*
 * Our kernel beside tslab's own, as processes, with the same cells in the same folder, in which both find this package as
 * a project of its own does. Results are what the cells show.
 */

/** A project with this package installed. */
function project() {
  const folder = mkdtempSync(join(tmpdir(), "zerodte-bench-"));
  const modules = join(folder, "node_modules");
  mkdirSync(join(modules, "@types"), { recursive: true });
  symlinkSync(root, join(modules, "zerodte"));
  symlinkSync(dirname(require.resolve("@types/node/package.json")), join(modules, "@types", "node"));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Runs a cell and gives what it shows: the bundle of its value, or what it prints. */
async function shown(kernel, code) {
  let value;
  const { status } = await kernel.execute(code, (type, { data, text }) => {
    // What brings Plotly to the page comes before the figure, as an output of its own.
    if (type === "stream" || type === "display_data" || type === "execute_result") value = data ?? text?.trimEnd();
  });
  if (status !== "ok") throw new Error(`a cell failed: ${code}`);
  return value;
}

const IMPORT = `import { FlowEngine, StrikeGrid, plot } from "zerodte";`;
const FIGURE = [
  `${IMPORT}\nconst flow = FlowEngine.simulate({ seed: 7 });`,
  `const gex = StrikeGrid.from(await flow.heatmap("SPY", { metric: "gex", minutes: 390 }));`,
  `plot.heatmap(gex)`,
];

const ROUNDS = 4;

/** Both kernels in turn, each started anew, and what they take of it; the first round is dropped. */
async function fresh(name, must, measure) {
  const { folder, remove } = project();
  const times = { zerodte: [], stock: [] };
  const results = {};
  for (let round = 0; round < ROUNDS; round++)
    for (const [kind, each] of Object.entries(times)) {
      const { ms, result } = await measure(() => startKernel({ cwd: folder, kernel: kind }));
      each.push(ms);
      results[kind] = result;
    }
  remove();
  if (!isDeepStrictEqual(results.zerodte, results.stock)) throw new Error(`${name}: the kernels show different things`);
  const [ours, theirs] = Object.values(times).map((each) => median(each.slice(1)));
  return [row(name, { peer: "tslab's own kernel", ...must }, ours, theirs)];
}

/** From the start of the process to the arrival of the first figure. */
const FIRST = "first figure after a cold kernel start";
const firstFigure = {
  name: FIRST,
  setUp: () =>
    fresh(FIRST, { atMost: 1 }, async (start) => {
      const began = performance.now();
      const kernel = await start();
      let value;
      for (const cell of FIGURE) value = await shown(kernel, cell);
      const ms = performance.now() - began;
      await kernel.close();
      return { ms, result: value[PLOTLY_MIME] };
    }),
};

/** A declaration, a call, a table. */
const CELLS = Array.from(
  { length: 100 },
  (_, i) => `const row${i} = { strike: ${i}, share: 0.5 };
function twice${i}(n: number): number {
  return 2 * n;
}
[{ ...row${i}, share: twice${i}(row${i}.share) }]`,
);

/** {@link fresh} of what a kernel that runs takes, once it is ready. */
const running = (name, must, ready, run) =>
  fresh(name, must, async (start) => {
    const kernel = await start();
    await ready(kernel);
    const began = performance.now();
    const result = await run(kernel);
    const ms = performance.now() - began;
    await kernel.close();
    return { ms, result };
  });

const HUNDRED = "100 cells: a declaration, a function, a table";
const cells = {
  name: HUNDRED,
  setUp: () =>
    running(
      HUNDRED,
      { atMost: 1 },
      (kernel) => shown(kernel, IMPORT),
      async (kernel) => {
        const tables = [];
        for (const cell of CELLS) tables.push((await shown(kernel, cell))["text/plain"]);
        return tables;
      },
    ),
};

/** Waits until a kernel has nothing left to do of itself: it answers at once, twice in a row. */
async function settled(kernel) {
  for (let quick = 0; quick < 2;) {
    await sleep(500);
    const start = performance.now();
    await kernel.ask("kernel_info_request", {});
    quick = performance.now() - start < 100 ? quick + 1 : 0;
  }
}

const STOOD = "first cell of a kernel that has stood for a while";
const afterIdle = {
  name: STOOD,
  setUp: () =>
    running(STOOD, { atMost: 0.5 }, settled, async (kernel) => {
      const value = await shown(kernel, `${IMPORT}\n1 + 1`);
      return value["text/plain"] ?? value;
    }),
};

export const rows = [firstFigure, afterIdle, cells];
