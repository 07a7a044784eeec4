import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const folder = fileURLToPath(new URL("..", import.meta.url));

/** Packages in a process's cache after a script, which has the compiled package as `zerodte`. */
function packagesAfter(script: string): string[] {
  const code = `
    const zerodte = require("./dist/index.js");
    (async () => { ${script} })().then(() => {
      const names = Object.keys(require.cache).map((path) => /.*node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(path)?.[1]);
      process.stdout.write(JSON.stringify([...new Set(names)].filter(Boolean).sort()), () => process.exit());
    });`;
  return JSON.parse(execFileSync(process.execPath, ["-e", code], { cwd: folder, encoding: "utf8" })) as string[];
}

test("the package itself loads d3-array and no other package: each of the others waits until it is needed", () => {
  expect(packagesAfter("")).toEqual(["d3-array"]);
});

test("zod and undici come with the first answer, hono with the first server, temporal with the first time", () => {
  const packages = packagesAfter(`
    const board = { metric: "heat", n: 20, as_of: "2026-06-05T18:44:00Z", market_open: true, entries: [] };
    const server = await zerodte.serve({ leaderboard: async () => board });
    await new zerodte.FlowClient({ baseUrl: server.url, apiKey: "k" }).leaderboard();
    await server.close();`);
  expect(packages).toEqual(expect.arrayContaining(["hono", "@hono/node-server", "temporal-polyfill", "undici", "zod"]));
  for (const name of ["danfojs-node", "plotly.js-dist-min", "tslab", "zeromq", "marked", "@duckdb/node-api"])
    expect(packages).not.toContain(name);
});
