import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, expect, test } from "vitest";

/*
 * The module as a user's process loads it: compiled, in a folder that reaches the packages it is given and no others.
 */
const root = resolve(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "zerodte-frame-"));
const sources = [
  "exchange-days.ts",
  "once.ts",
  "session.ts",
  ...["grid", "table", "frame"].flatMap((layer) =>
    readdirSync(join(root, "src", layer)).map((file) => `${layer}/${file}`),
  ),
];

beforeAll(() => {
  for (const source of sources) {
    const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true };
    const { outputText } = ts.transpileModule(readFileSync(join(root, "src", source), "utf8"), { compilerOptions });
    write(join("dist", source.replace(/ts$/, "js")), outputText);
  }
  for (const name of ["d3-array", "temporal-polyfill"]) link(name);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function link(name: string): void {
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name));
}

/** Runs a script beside the compiled module, and gives what it writes as JSON. */
function run(script: string): unknown {
  write("script.js", `const { toFrame } = require("./dist/frame/to-frame.js");\n${script}`);
  return JSON.parse(execFileSync(process.execPath, ["script.js"], { cwd: folder, encoding: "utf8" }));
}

test("without danfojs the module loads, and toFrame says what to install", () => {
  const message = run(`
    let message = "no error";
    try { toFrame([{ a: 1 }]); } catch (error) { message = [error.message, error.cause.code]; }
    console.log(JSON.stringify(message));
  `);
  expect(message).toEqual([
    "toFrame needs danfojs-node: npm install danfojs-node@1.2.0, with this in your package.json first: " +
      '"overrides": {"danfojs-node": {"xlsx": "npm:@e965/xlsx@0.20.3", ' +
      '"@tensorflow/tfjs-node": "npm:@tensorflow/tfjs@3.21.0"}}',
    "MODULE_NOT_FOUND",
  ]);
});

test("danfojs is loaded with the first frame and not before", () => {
  link("danfojs-node");
  const loaded = run(`
    const loaded = () => Object.keys(require.cache).some((path) => path.includes("danfojs-node"));
    const before = loaded();
    const { columns } = toFrame([{ a: 1 }]);
    console.log(JSON.stringify({ before, columns, after: loaded() }));
  `);
  expect(loaded).toEqual({ before: false, columns: ["a"], after: true });
});
