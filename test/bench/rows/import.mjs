import { spawnSync } from "node:child_process";
import process from "node:process";
import { fileURLToPath, URL } from "node:url";
import { median, row } from "../compare.mjs";

const NAME = "import of zerodte, less node's own start";
const ROUNDS = 12;
const folder = fileURLToPath(new URL("../../../", import.meta.url));

/** Milliseconds that a process takes for a script, from its start to its end. */
function processTime(script) {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ["-e", script], { cwd: folder });
  if (status !== 0) throw new Error(`node -e '${script}' failed: ${stderr}`);
  return performance.now() - start;
}

/*
 * Whole processes, in turn, each less what node itself takes. 150 ms is what a notebook's first cell may wait on a quiet
 * machine, on which node itself starts in 115.
 */
export const rows = [
  {
    name: NAME,
    setUp() {
      const scripts = { node: "0", ours: 'require("./dist/index.js")', danfojs: 'require("danfojs-node")' };
      const times = Object.fromEntries(Object.keys(scripts).map((name) => [name, []]));
      for (let round = 0; round < ROUNDS; round++)
        for (const [name, script] of Object.entries(scripts)) times[name].push(processTime(script));
      const [node, ours, danfojs] = Object.values(times).map((each) => median(each.slice(1)));
      return [
        row(NAME, { peer: "node -e 0", atMost: 1.3 }, ours - node, node),
        row(NAME, { peer: "danfojs-node", atMost: 0.1 }, ours - node, danfojs - node),
      ];
    },
  },
];
