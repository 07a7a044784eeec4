import fc from "fast-check";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadDuckDB } from "../../src/duckdb.js";
import { toCsv } from "../../src/export/to-csv.js";
import { StrikeGrid } from "../../src/grid/strike-grid.js";
import { START } from "../grid/sample.js";
import { describeInterop } from "../interop.js";
import { GRID, exportFolder, filesIn, python } from "./files.js";

const folder = exportFolder();

describe("CSV", () => {
  test("of a grid has a line a bar and a column a strike, all digits, and nothing where a number is missing", () => {
    expect(toCsv(GRID)).toBe(
      [
        "t,time,spot,500,502.5,505",
        `${START},14:30,501.5,0.30000000000000004,-20,123456789.12`,
        `${START + 60_000},14:31,,-0.3333333333333333,25,-0`,
        `${START + 120_000},14:32,502,1e+21,,9007199254740992`,
        `${START + 180_000},14:33,502.1,5e-324,24,37`,
        "",
      ].join("\n"),
    );
  });

  test("is long strike by strike, with the times that are asked for", () => {
    const lines = toCsv(GRID.between("14:30", "14:32"), { shape: "long", times: "ET" }).split("\n");
    expect(lines.slice(0, 4)).toEqual([
      "time,strike,value,spot",
      "14:30,500,0.30000000000000004,501.5",
      "14:31,500,-0.3333333333333333,",
      "14:30,502.5,-20,501.5",
    ]);
    expect(toCsv(GRID, { times: "epoch" }).split("\n")[0]).toBe("t,spot,500,502.5,505");
    expect(toCsv(GRID.relative("percent", { step: 1, to: 1 })).split("\n")[0]).toBe("t,time,minutes,outside,-1,0,1");
  });

  test("of a grid with an uncertainty has it where it is long, cell by cell", () => {
    const uncertainty = { expected: GRID.values.map((value) => 2 * value), variance: GRID.values.map(Math.abs) };
    const flow = new StrikeGrid({ ...GRID, field: "signed_flow", kind: "increment", uncertainty });
    const lines = toCsv(flow, { shape: "long", times: "ET" }).split("\n");
    expect([lines[0], lines[5], lines[7]]).toEqual([
      "time,strike,value,expected,variance,spot",
      "14:30,502.5,-20,-40,20,501.5",
      "14:32,502.5,,,,502",
    ]);
    expect(toCsv(flow).split("\n")[0]).toBe("t,time,spot,500,502.5,505");
  });

  test("quotes commas, quotes and line breaks, and tells no text from text without a letter", () => {
    const rows = [
      { "a,b": 'say "x"', c: "1\n2", d: true, e: null },
      { "a,b": "", c: "\r", d: null, e: "plain" },
    ];
    expect(toCsv(rows)).toBe('"a,b",c,d,e\n"say ""x""","1\n2",true,\n"","\r",,plain\n');
  });

  test("has no empty lines, and of nothing no text", () => {
    expect(toCsv([{ a: 1 }, { a: NaN }, { a: 2 }])).toBe('a\n1\n""\n2\n');
    expect(toCsv([])).toBe("");
    expect(toCsv(GRID.between("09:30", "10:00"))).toBe("t,time,spot,500,502.5,505\n");
  });

  test("is written whole, into a folder that need not be there, and given back", () => {
    const file = join(folder, "new", "rows.csv");
    const text = toCsv([{ a: "ä" }], { file });
    expect(readFileSync(file, "utf8")).toBe(text);
    expect(filesIn(join(folder, "new"))).toEqual(["rows.csv"]);
  });

  test("that cannot be written leaves what was there", () => {
    const taken = join(folder, "taken");
    mkdirSync(join(taken, "rows.csv", "full"), { recursive: true });
    expect(() => toCsv([{ a: 1 }], { file: join(taken, "rows.csv") })).toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
    expect(filesIn(taken)).toEqual(["rows.csv"]);
  });

  test("is of rows and grids, and says so", () => {
    expect(() => toCsv({ entries: [{}] } as never)).toThrow("toCsv takes an array of rows");
  });

  test("read by DuckDB has the same numbers and texts", async () => {
    const cell = fc.option(fc.string({ unit: "binary" }).filter((text) => !text.includes("\0")));
    const rows = fc.array(fc.record({ x: fc.double({ noNaN: true, noDefaultInfinity: true }), text: cell }), {
      minLength: 1,
      maxLength: 50,
    });
    const connection = await (await loadDuckDB().DuckDBInstance.create()).connect();
    const file = join(folder, "any.csv");
    await fc.assert(
      fc.asyncProperty(rows, async (given) => {
        writeFileSync(file, toCsv(given));
        const read = `read_csv('${file}', header = true, all_varchar = true, delim = ',', quote = '"', escape = '"', allow_quoted_nulls = false)`;
        const reader = await connection.runAndReadAll(`SELECT x, text FROM ${read}`);
        expect(reader.getRows().map(([x, text]) => [Number(x), text])).toEqual(given.map(({ x, text }) => [x, text]));
      }),
      { numRuns: 6 },
    );
    connection.closeSync();
  });
});

describeInterop("CSV in pandas", ["pandas"], () => {
  test("is a frame with the same numbers to the last bit, texts, booleans and gaps", () => {
    const [grid, rows] = [join(folder, "gex.csv"), join(folder, "rows.csv")];
    toCsv(GRID, { file: grid });
    const sayings = [
      { symbol: 'A "b", c\nd', held: true, n: 1 },
      { symbol: "X", held: false, n: null },
    ];
    toCsv(sayings, { file: rows });
    const script = `
import json, sys, pandas as pd
frame = pd.read_csv(sys.argv[1], float_precision="round_trip")
rows = pd.read_csv(sys.argv[2])
bits = frame[["500", "502.5", "505"]].to_numpy().T.copy().view("uint64")
print(json.dumps({"columns": list(frame), "dtypes": [str(d) for d in frame.dtypes], "missing": int(frame.isna().sum().sum()),
  "t": frame["t"].tolist(), "time": frame["time"].tolist(), "bits": [str(b) for b in bits.ravel()],
  "rows": [rows["symbol"].tolist(), rows["held"].tolist(), rows["n"].isna().tolist()]}))`;
    const { bits, ...seen } = python(script, grid, rows) as Record<string, unknown>;
    expect(seen).toEqual({
      columns: ["t", "time", "spot", "500", "502.5", "505"],
      dtypes: ["int64", "object", "float64", "float64", "float64", "float64"],
      missing: 2,
      t: [...GRID.times],
      time: ["14:30", "14:31", "14:32", "14:33"],
      rows: [
        ['A "b", c\nd', "X"],
        [true, false],
        [false, true],
      ],
    });
    const numbers = (bits as string[]).map((word) => new Float64Array(BigUint64Array.of(BigInt(word)).buffer)[0]);
    expect(numbers).toEqual([...GRID.values]);
  });
});
