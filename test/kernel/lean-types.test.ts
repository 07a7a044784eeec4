import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import ts from "typescript-5.0";
import { expect, it } from "vitest";
import { leanTypes } from "../../src/kernel/lean-types.js";

const require = createRequire(import.meta.url);

it("takes Plotly's types out of danfojs', as it is installed, and leaves every other file as it is", () => {
  const system = Object.create(ts.sys) as typeof ts.sys;
  leanTypes(system);
  const danfojs = join(dirname(require.resolve("danfojs-node/package.json")), "dist", "danfojs-base");
  const types = join(danfojs, "shared", "types.d.ts");
  expect(ts.sys.readFile(types)).toContain("plotly.js-dist-min");
  expect(system.readFile(types)).not.toContain("plotly.js-dist-min");
  expect(system.readFile(types)?.split("\n")).toHaveLength(ts.sys.readFile(types)!.split("\n").length);
  const frame = join(danfojs, "core", "frame.d.ts");
  expect(system.readFile(frame)).toBe(ts.sys.readFile(frame));
  expect(system.readFile(join(danfojs, "nowhere.d.ts"))).toBeUndefined();
});
