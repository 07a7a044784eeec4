import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

/** Folder, or file directly in src: what it may import, ours and others'. Node's own modules are free to all. */
const LAYERS: Record<string, { ours: string[]; types?: string[]; packages: string[] }> = {
  "exchange-days.ts": { ours: [], packages: [] },
  "session.ts": { ours: ["exchange-days.ts", "once.ts"], packages: ["temporal-polyfill"] },
  "random.ts": { ours: [], packages: [] },
  "once.ts": { ours: [], packages: [] },
  api: { ours: ["session.ts", "once.ts"], packages: ["zod", "undici", "hono", "@hono/node-server"] },
  grid: { ours: ["session.ts"], types: ["api"], packages: ["d3-array"] },
  analytics: { ours: ["session.ts", "random.ts", "grid"], types: ["api"], packages: ["d3-array"] },
  "write-atomically.ts": { ours: [], packages: [] },
  "duckdb.ts": { ours: [], packages: ["@duckdb/node-api"] },
  engine: { ours: ["session.ts", "random.ts", "once.ts", "duckdb.ts", "api", "grid"], packages: ["@duckdb/node-api"] },
  table: { ours: ["session.ts", "grid"], packages: [] },
  frame: { ours: ["session.ts", "grid", "table"], packages: ["danfojs-node"] },
  export: {
    ours: ["write-atomically.ts", "duckdb.ts", "table"],
    packages: ["@uwdata/flechette", "@duckdb/node-api"],
  },
  figures: { ours: ["session.ts", "grid"], types: ["analytics", "api"], packages: ["d3-array", "plotly.js-dist-min"] },
  // The TypeScript inside tslab comes with it; of @types/node and of itself the kernel looks up where they lie.
  kernel: {
    ours: ["write-atomically.ts", "figures", "api"],
    packages: ["tslab", "@tslab/typescript-for-tslab", "zeromq", "marked", "@types/node", "zerodte"],
  },
  sheet: { ours: ["session.ts", "api", "grid", "analytics", "figures", "kernel"], packages: [] },
  "open-flow.ts": { ours: ["api", "engine"], packages: [] },
  cli: {
    ours: [
      "session.ts",
      "write-atomically.ts",
      "api",
      "grid",
      "analytics",
      "engine",
      "frame",
      "figures",
      "kernel",
      "sheet",
    ],
    packages: [],
  },
  "index.ts": {
    ours: [
      "session.ts",
      "api",
      "grid",
      "analytics",
      "engine",
      "frame",
      "export",
      "figures",
      "kernel",
      "sheet",
      "open-flow.ts",
    ],
    types: ["table"],
    packages: [],
  },
};

interface Import {
  file: string;
  layer: string;
  specifier: string;
  typeOnly: boolean;
}

const SRC = new URL("../src/", import.meta.url).pathname;
const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
const imports = files.flatMap(importsOf);

function importsOf(file: string): Import[] {
  const text = readFileSync(join(SRC, file), "utf8");
  const layer = file.split("/")[0];
  // Statements, and the two ways of loading late: require("x") of createRequire for a package, import("./x.js") for ours.
  const statements = [...text.matchAll(/^(?:import|export)\s+(type\s+)?[^;"']*?from\s+"([^"]+)"/gms)].map((match) => ({
    typeOnly: match[1] !== undefined || onlyTypes(match[0]),
    specifier: match[2],
  }));
  const late = [
    ...text.matchAll(
      /(?:createRequire\([^)]*\)|require|\bresolve\w*|createRequire\([^)]*\)\.resolve)\("([^"./][^"]*|@[^"]+)"\)/g,
    ),
  ].map((match) => ({
    typeOnly: false,
    specifier: match[1],
  }));
  const ours = [...text.matchAll(/await import\("(\.[^"]+)"\)/g)].map((match) => ({
    typeOnly: false,
    specifier: match[1],
  }));
  const bare = [...text.matchAll(/^import\s+"([^"]+)"/gm)].map((match) => ({ typeOnly: false, specifier: match[1] }));
  return [...statements, ...late, ...ours, ...bare].map((found) => ({ file, layer, ...found }));
}

function onlyTypes(statement: string): boolean {
  const names = /\{([^}]*)\}/s
    .exec(statement)?.[1]
    .split(",")
    .map((name) => name.trim());
  return names !== undefined && names.filter((name) => name !== "").every((name) => name.startsWith("type "));
}

function targetLayer({ file, specifier }: Import): string {
  const path = new URL(specifier, `file:///${file}`).pathname.slice(1).replace(/\.js$/, ".ts");
  return path.split("/")[0];
}

function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

describe("the layers of src", () => {
  it("has a row in the table for every folder and every file at its top", () => {
    expect([...new Set(files.map((file) => file.split("/")[0]))].sort()).toEqual(Object.keys(LAYERS).sort());
  });

  it("imports one way only, as the table says", () => {
    const wrong = imports
      .filter(({ specifier }) => specifier.startsWith(".") && !specifier.endsWith(".json"))
      .filter((found) => {
        const { ours, types = [] } = LAYERS[found.layer];
        const target = targetLayer(found);
        return target !== found.layer && !ours.includes(target) && !(found.typeOnly && types.includes(target));
      });
    expect(wrong.map(({ file, specifier }) => `${file} imports ${specifier}`)).toEqual([]);
  });

  it("uses each third-party package in the layers that own it, and nowhere else", () => {
    const wrong = imports
      .filter(({ specifier }) => !specifier.startsWith(".") && !isBuiltin(specifier))
      .filter(({ layer, specifier }) => !LAYERS[layer].packages.includes(packageOf(specifier)));
    expect(wrong.map(({ file, specifier }) => `${file} imports ${specifier}`)).toEqual([]);
  });

  it("uses every package and layer that the table allows: a row that nobody needs would hide a wrong import", () => {
    const unused = Object.entries(LAYERS).flatMap(([layer, { ours, types = [], packages }]) => {
      const own = imports.filter((found) => found.layer === layer);
      const used = new Set(
        own.map((found) => (found.specifier.startsWith(".") ? targetLayer(found) : packageOf(found.specifier))),
      );
      return [...ours, ...types, ...packages]
        .filter((name) => !used.has(name))
        .map((name) => `${layer} never uses ${name}`);
    });
    expect(unused).toEqual([]);
  });

  it("knows the insides of tslab in the kernel folder only", () => {
    const knowing = files.filter((file) => /tslab\/dist|__tslab__/.test(readFileSync(join(SRC, file), "utf8")));
    expect(knowing).toContain("kernel/tslab.ts");
    expect(knowing.filter((file) => !file.startsWith("kernel/"))).toEqual([]);
  });

  it("loads tslab's inner modules in one file, its compiler alone for an error in another, and names it in no more", () => {
    const loading = files.filter((file) =>
      /dist\/(converter|executor|inspect|jupyter)\.js/.test(readFileSync(join(SRC, file), "utf8")),
    );
    expect(loading.sort()).toEqual(["kernel/emitted-cell.ts", "kernel/tslab-insides.ts", "kernel/tslab.ts"]);
  });

  it("never says utils or helpers", () => {
    expect(files.filter((file) => /util|helper/i.test(file))).toEqual([]);
  });
});
