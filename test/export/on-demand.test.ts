import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "zerodte-on-demand-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the package loads flechette with the first Arrow file, DuckDB with the first Parquet file, and neither before", () => {
  const script = `
    const z = require("./dist/index.js");
    const seen = {};
    const look = (when) => {
      const loaded = ["flechette", "@duckdb", "danfojs-node"];
      seen[when] = loaded.filter((name) => Object.keys(require.cache).some((path) => path.includes(name)));
    };
    look("package");
    z.toCsv([{ a: 1 }]); z.toNpy(Float64Array.of(1));
    look("CSV and NumPy");
    z.toArrow([{ a: 1 }]);
    look("Arrow");
    z.toParquet([{ a: 1 }], process.argv[1]).then(() => { look("Parquet"); console.log(JSON.stringify(seen)); });
  `;
  const file = join(folder, "a.parquet");
  const printed = execFileSync(process.execPath, ["-e", script, file], { cwd: root, encoding: "utf8" });
  expect(JSON.parse(printed)).toEqual({
    package: [],
    "CSV and NumPy": [],
    Arrow: ["flechette"],
    Parquet: ["flechette", "@duckdb"],
  });
});
