import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UNREADABLE } from "../../src/engine/cell-text.js";
import { readByDuckDB } from "../../src/engine/read-by-duckdb.js";
import { CsvScanner } from "../../src/engine/scan-csv.js";
import type { CellReader } from "../../src/engine/scan-rows.js";
import { temporaryFolder } from "./tape-folder.js";

const READERS = { time: "time", price: "number", right: "right" } as const;
const NAMES = ["time", "price", "right"] as const;

interface ScanOptions {
  readers?: Readonly<Record<string, CellReader>>;
  required?: readonly string[];
  size?: number;
  piece?: number;
}

/** What the scanner reads in a text given in pieces of so many bytes, or null when it gives up. */
function scan(
  text: string,
  { readers = READERS, required = NAMES, size = 0, piece = 1 << 20 }: ScanOptions = {},
): Record<string, number[]> | null {
  const bytes = Buffer.from(text);
  const scanner = new CsvScanner(readers, required, size);
  const own = new Uint8Array(piece);
  for (let from = 0; from < bytes.length; from += piece) {
    const next = bytes.subarray(from, from + piece);
    own.set(next);
    if (!scanner.push(own.subarray(0, next.length))) return null;
    own.fill(0);
  }
  const columns = scanner.finish();
  return columns && Object.fromEntries([...columns].map(([name, column]) => [name, [...column]]));
}

/** One column of cells, each of which is read; null when the scanner gives up. */
const cells = (kind: CellReader, ...texts: string[]): number[] | null =>
  scan(["x,y", ...texts.map((text) => `${text},`), ""].join("\n"), { readers: { x: kind }, required: ["x"] })?.x ??
  null;

describe("a number is the double nearest to its decimal", () => {
  test.each(["0", "7", "747.5", "0.0001", "000.10", "123456789", "1234567890", "123456789012345", "1450969200123"])(
    "%s",
    (text) => expect(cells("number", text)).toEqual([Number(text)]),
  );

  test.each([
    "1.",
    ".5",
    "+1",
    "-1",
    "-0",
    "1e5",
    "1E+5",
    "2.5e-05",
    "0.30000000000000004",
    "9007199254740993",
    "1e400",
  ])("%s, by the slower way", (text) => expect(cells("number", text)).toEqual([Number(text)]));

  test("whatever its digits", () => {
    const digits = fc.stringMatching(/^\d{1,17}$/);
    fc.assert(
      fc.property(digits, digits, fc.nat(12), (whole, fraction, cut) => {
        const texts = [whole, `${whole}.${fraction}`, `${whole.slice(-cut - 1)}.${fraction.slice(0, cut)}`];
        expect(cells("number", ...texts)).toEqual(texts.map(Number));
      }),
    );
  });

  test("empty or NaN it is NaN, a word cannot be read, and anything else is left to the other reader", () => {
    expect(cells("number", "", "nan", "NaN", "none", "X")).toEqual([NaN, NaN, NaN, UNREADABLE, UNREADABLE]);
    for (const text of ["inf", "-inf", "1_000", "1x", ".", "-", "1e", "0x10", "1 ", " 1", "1.0.0", "--1", "$1"])
      expect(cells("number", text), text).toBeNull();
  });
});

describe("a time", () => {
  const T = Date.UTC(2015, 11, 24, 15);
  test.each([
    ["2015-12-24T15:00:00Z", T],
    ["2015-12-24 15:00:00Z", T],
    ["2015-12-24T10:00:00-05:00", T],
    ["2015-12-24T10:00:00-0500", T],
    ["2015-12-24 10:00:00-05", T],
    ["2015-12-24T20:30:00+05:30", T],
    ["2015-12-25T05:00:00+14:00", T],
    ["2015-12-24T15:00:00.5Z", T + 500],
    ["2015-12-24T10:00:00.123-05:00", T + 123],
    ["2015-12-24T15:00:00.000001Z", (T * 1000 + 1) / 1000],
    ["2015-12-24T15:00:00.123456789Z", (T * 1000 + 123_456) / 1000],
    ["1450969200000", T],
    ["1450969200000.5", T + 0.5],
    ["1.4509692e12", T],
    ["2016-02-29T00:00:00Z", Date.UTC(2016, 1, 29)],
    ["1970-01-01T00:00:00+01:00", -3_600_000],
    ["", NaN],
    ["nan", NaN],
    ["noon", UNREADABLE],
  ])("%s", (text, value) => expect(cells("time", text, text)).toEqual([value, value]));

  test("does not depend on the one before", () => {
    const texts = ["2015-12-24T15:00:01Z", "2015-12-24T15:01:01Z", "2015-11-24T15:01:01Z", "2014-11-24T15:01:01Z"];
    for (const order of [texts, [...texts].reverse()])
      expect(cells("time", ...order)).toEqual(order.map((text) => Date.parse(text)));
  });

  test.each([
    "2015-12-24T15:00:00",
    "2015-12-24",
    "2015-12-24T15:00Z",
    "2015-02-29T15:00:00Z",
    "2015-13-24T15:00:00Z",
    "2015-12-00T15:00:00Z",
    "2015-12-24T24:00:00Z",
    "2015-12-24T15:60:00Z",
    "2015-12-24T15:00:60Z",
    "2015-12-24T15:00:00.Z",
    "2015-12-24T15:00:00.1234567890Z",
    "2015-12-24T15:00:00 Z",
    "2015-12-24T15:00:00UTC",
    "2015-12-24t15:00:00z",
    "2015-12-24T15:00:00Z[UTC]",
    "2015-12-24T15:00:00-05:00:00",
    "2015-12-24T15:00:00-5:00",
    "2015-12-24T15:00:00-05:60",
    "2015-12-24T15:00:00+15:00",
    "2015-12-24T1a:00:00Z",
    "2015/12/24 15:00:00Z",
    "1969-12-31T23:59:59Z",
    "09:31:00Z",
  ])("such as %s is left to the other reader", (text) => {
    expect(cells("time", text)).toBeNull();
    expect(cells("time", "2015-12-24T15:00:00Z", text, "2015-12-24T15:00:00Z")).toBeNull();
  });
});

test("a right is C or P, call or put, in letters of either case; another word cannot be read", () => {
  expect(cells("right", "C", "c", "P", "p", "call", "PUT", "", "X", "cp", "1", "nan")).toEqual([
    1,
    1,
    -1,
    -1,
    1,
    -1,
    NaN,
    UNREADABLE,
    UNREADABLE,
    UNREADABLE,
    UNREADABLE,
  ]);
  for (const text of ["C ", "-1", "c.", "#"]) expect(cells("right", text), text).toBeNull();
});

test("words go to their reader as they stand, the empty one too", () => {
  const seen: string[] = [];
  const word: CellReader = (bytes, from, to) => seen.push(Buffer.from(bytes.subarray(from, to)).toString());
  expect(cells(word, "late", " a b ", "", "1;2")).toEqual([1, 2, 3, 4]);
  expect(seen).toEqual(["late", " a b ", "", "1;2"]);
  expect(cells(() => NaN, '"late"')).toBeNull();
});

describe("a file", () => {
  const TEXT = "time,price,right\n1450969200000,1.5,C\n1450969200001,2,P\n";
  const READ = { time: [1450969200000, 1450969200001], price: [1.5, 2], right: [1, -1] };

  test("is read whatever its line ends, its last lines and the pieces it comes in", () => {
    const unix = [TEXT, TEXT.trimEnd(), TEXT + "\n\n", "\ufeff" + TEXT];
    for (const text of [...unix, ...unix.map((text) => text.replaceAll("\n", "\r\n"))])
      for (const piece of [1, 2, 3, 5, 7, 17, 19, 30, 1000])
        for (const size of [0, text.length]) expect(scan(text, { piece, size })).toEqual(READ);
  });

  test("may have other columns, and lack those not required", () => {
    const text = "a,price,b-2.c\n;x y,1,~\n,2,\n";
    expect(scan(text, { required: ["price"] })).toEqual({ price: [1, 2] });
    expect(scan(text)).toBeNull();
    expect(scan("toString,price\n1,2\n", { required: ["price"] })).toEqual({ price: [2] });
  });

  test("may have no rows", () => {
    expect(scan("time,price,right")).toEqual({ time: [], price: [], right: [] });
    expect(scan("time,price,right\r\n")).toEqual({ time: [], price: [], right: [] });
  });

  test("may have more rows than its first piece lets expect", () => {
    const row = (i: number): string => `${i},${i % 7 === 0 ? "" : i / 4},C\n`;
    const rows = Array.from({ length: 30_000 }, (_, i) => row(i));
    for (const size of [0, 1, 500_000, 1 << 24]) {
      const read = scan("time,price,right\n" + rows.join(""), { piece: 4096, size })!;
      expect(read.time).toHaveLength(30_000);
      expect(read.time.every((time, i) => time === i)).toBe(true);
      expect(read.price.every((price, i) => (i % 7 === 0 ? Number.isNaN(price) : price === i / 4))).toBe(true);
    }
  });

  test.each([
    ["is empty", ""],
    ["is blank", "\n\n"],
    ["has one column", "price\n1\n"],
    ["has a quote", TEXT + '1,"2",C\n'],
    ["has a quote in a column that is not read", 'time,price,right,x\n1,2,C,"a,b"\n'],
    ["may hold a comment", TEXT + "#1,2,C\n"],
    ["may hold an escape", "time,price,right,x\n1,2,C,\\\n"],
    ["has a letter beyond ASCII", "time,price,right,x\n1,2,C,é\n"],
    ["has a zero byte", TEXT + "1,2\0,C\n"],
    ["has a short row", TEXT + "1,2\n3,4,C\n"],
    ["has a long row", TEXT + "1,2,C,4\n"],
    ["has a comma at the end of rows", TEXT.replaceAll("C\n", "C,\n")],
    ["has another delimiter", TEXT.replaceAll(",", ";")],
    ["has a blank line between rows", TEXT.replace("C\n", "C\n\n")],
    ["has a blank line before the header", "\n" + TEXT],
    ["has a blank line of spaces", TEXT + " \n"],
    ["has blank lines and no rows", "time,price,right\n\n"],
    ["has a second return", TEXT.replaceAll("\n", "\r\r\n")],
    ["has one line with a return", TEXT.replace("C\n", "C\r\n")],
    ["has one line without", TEXT.replaceAll("\n", "\r\n").replace("C\r", "C")],
    ["has returns alone", TEXT.replaceAll("\n", "\r")],
    ["has a blank line with another end", TEXT + "\r\n"],
    ["names a column twice", "time,price,right,price\n1,2,C,3\n"],
    ["names a column twice but for its case", "time,Price,right,price\n1,2,C,3\n"],
    ["has a column without a name", "time,price,right,\n1,2,C,3\n"],
    ["has spaces in its header", "time, price,right\n1,2,C\n"],
    ["has a quoted header", '"time",price,right\n1,2,C\n'],
    ["lacks a column", "time,price\n1,2\n"],
    ["says a name in capitals", TEXT.replace("price", "PRICE")],
    ["has no end to a row", `time,price,right,x\n1,2,C,${"x".repeat(3_000_000)}\n`],
  ])("that %s is left to the other reader", (_, text) => {
    for (const piece of [text.length > 100 ? 65_536 : 7, 1 << 20]) expect(scan(text, { piece })).toBeNull();
  });
});

test("what it reads of a random file is what DuckDB reads, to the bit", async () => {
  const folder = await temporaryFolder();
  const number = fc.oneof(
    fc.stringMatching(/^\d{1,6}(\.\d{1,4})?$/),
    fc.stringMatching(/^[+-]?\d{0,20}\.?\d{0,20}([eE][+-]?\d{1,3})?$/),
    fc.double().map(String),
    fc.constantFrom("", "nan", "NaN", "none", "x", "inf", "1_0", "0x1", " 1", "1 ", "NULL", "true", "."),
  );
  const part = (first: number, last: number, length = 2): fc.Arbitrary<string> =>
    fc.integer({ min: first, max: last }).map((value) => String(value).padStart(length, "0"));
  const rarely = (usual: string, ...others: string[]): fc.Arbitrary<string> =>
    fc.oneof({ weight: 12, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
  const iso = fc
    .tuple(
      ...[part(1968, 2101, 4), rarely("-", "/"), part(0, 13), fc.constant("-"), part(0, 32), rarely("T", " ", "t")],
      ...[part(0, 24), fc.constant(":"), part(0, 60), fc.constant(":"), part(0, 60)],
      fc.oneof(fc.constant(""), fc.stringMatching(/^\.\d{1,10}$/)),
      fc.oneof(fc.constant("Z"), fc.stringMatching(/^[+-][01]\d(:?\d\d)?$/), rarely("-05:00", "", " Z", "UTC", "z")),
    )
    .map((parts) => parts.join(""));
  const time = fc.oneof(
    { weight: 3, arbitrary: iso },
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 86_399_999 }).map((ms) => new Date(14e11 + ms).toISOString()) },
    { weight: 1, arbitrary: number },
    { weight: 1, arbitrary: fc.integer({ min: 14e11, max: 15e11 }).map(String) },
  );
  const right = fc.constantFrom("C", "P", "c", "p", "call", "Put", "", "X", "CP", "1", "nan");
  const other = fc.stringMatching(/^[ -~]{0,5}$/).map((text) => text.replace(/[,"]/g, ""));
  const file = fc.record({
    rows: fc.array(fc.tuple(time, number, right, rarely("x", "é", "#", "'", "\\", ";"), other), { maxLength: 4 }),
    order: fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }),
    lineEnd: rarely("\n", "\r\n"),
    final: fc.constantFrom("", "\n", "\n", "\n\n", "\n\n\n"),
    mark: rarely("", "\ufeff"),
    piece: fc.integer({ min: 1, max: 200 }),
  });

  let read = 0;
  await fc.assert(
    fc.asyncProperty(file, async ({ rows, order, lineEnd, final, mark, piece }) => {
      const lines = [["time", "price", "right", "x", "y"], ...rows].map((row) => order.map((i) => row[i]).join(","));
      const text = mark + (lines.join("\n") + final).replaceAll("\n", lineEnd);
      const scanned = scan(text, { piece });
      if (scanned === null) return;
      read++;
      await writeFile(join(folder, "trades.csv"), text);
      const columns = await readByDuckDB(join(folder, "trades.csv"), NAMES);
      for (const name of NAMES) {
        const bits = (values: readonly number[]): string[] =>
          values.map((value) => (Object.is(value, -0) ? "-0" : `${value}`));
        expect(bits(scanned[name]), JSON.stringify(text)).toEqual(bits([...columns[name]]));
      }
    }),
    { numRuns: 1500 },
  );
  expect(read).toBeGreaterThan(150);
}, 120_000);
