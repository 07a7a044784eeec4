import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, test } from "vitest";
import { TapeError } from "../../src/api/errors.js";
import { FlowEngine } from "../../src/engine/engine.js";
import { readTape } from "../../src/engine/read-tape.js";
import { NO_PRICE, type Tape } from "../../src/engine/tape.js";
import { atNewYork, sessionOn } from "../../src/session.js";
import { FILES, tapeFolder, type TapeFiles, temporaryFolder } from "./tape-folder.js";

const at = (time: string): number => atNewYork("2015-12-24", time);

const TAPE: Tape = {
  symbol: "GOOG",
  session: sessionOn("2015-12-24")!,
  origin: "typed by hand",
  multiplier: 100,
  strikes: Float64Array.of(747.5, 750),
  openInterest: Float64Array.of(120, 0, 7, 0),
  trades: {
    time: Float64Array.of(at("09:30:05"), at("09:31") + 500, at("09:32"), at("13:00")),
    contract: Int32Array.of(0, 3, 3, 0),
    price: Int32Array.of(25_000, 30_500, 30_000, 9_500),
    size: Int32Array.of(3, 10, 1, 2),
    bid: new Int32Array(4),
    ask: new Int32Array(4).fill(NO_PRICE),
  },
  quotes: {
    time: Float64Array.of(at("09:29"), at("09:30"), at("09:31"), at("09:32")),
    contract: Int32Array.of(0, 3, 1, 3),
    bid: Int32Array.of(24_000, 30_000, 0, 0),
    ask: Int32Array.of(26_000, 31_000, 500, NO_PRICE),
  },
  underlying: { time: Float64Array.of(at("09:29:30"), at("09:30:30")), price: Float64Array.of(749.1, 748.54) },
  gaps: [],
  recordedTo: at("13:00"),
  rejected: {},
};

const read = async (changed: TapeFiles, options?: Parameters<typeof readTape>[1]): Promise<Tape> =>
  readTape(await tapeFolder(changed), options);

/** The TapeError with which a tape of these files is refused. */
async function refusal(changed: TapeFiles, options?: Parameters<typeof readTape>[1]): Promise<TapeError> {
  const error = await read(changed, options).then(
    () => expect.fail("the tape was read"),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(TapeError);
  return error as TapeError;
}

/** A table of the folder with some lines put at its end. */
const withRows = (file: keyof typeof FILES, ...lines: string[]): TapeFiles => ({
  [file]: FILES[file] + lines.join("\n") + "\n",
});

/** Runs SQL in a fresh database; `$` is the folder. */
async function duck(folder: string, ...statements: string[]): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  for (const sql of statements) await connection.run(sql.replaceAll("$", folder));
  connection.closeSync();
  instance.closeSync();
}

describe("a tape folder is read the same", () => {
  test("from csv", async () => {
    expect(await read({})).toStrictEqual(TAPE);
  });

  test("from csv.gz", async () => {
    const zipped = Object.entries(FILES).flatMap(([file, text]) =>
      file.endsWith(".csv") ? [[file, null] as const, [`${file}.gz`, gzipSync(text)] as const] : [],
    );
    expect(await read(Object.fromEntries(zipped))).toStrictEqual(TAPE);
  });

  test("from Parquet, with texts, timestamps with time zone or epoch milliseconds as times", async () => {
    const folder = await tapeFolder({});
    const csv = (table: string): string => `read_csv('$/${table}.csv', header = true, all_varchar = true)`;
    const time = (type: string): string =>
      `coalesce(epoch_ms(TRY_CAST(time AS TIMESTAMPTZ)), TRY_CAST(time AS BIGINT)) AS ms, ${type} AS time`;
    await duck(
      folder,
      `COPY (SELECT * FROM ${csv("trades")}) TO '$/trades.parquet' (FORMAT parquet)`,
      `COPY (SELECT * EXCLUDE (ms) FROM (SELECT ${time("to_timestamp(ms / 1000.0)")}, CAST(strike AS FLOAT) AS strike,
         "right", CAST(bid AS DOUBLE) AS bid, CAST(ask AS DECIMAL(9, 4)) AS ask FROM ${csv("quotes")})) TO '$/quotes.parquet'
         (FORMAT parquet)`,
      `COPY (SELECT CAST(strike AS DOUBLE) AS strike, "right", CAST(open_interest AS INTEGER) AS open_interest
         FROM ${csv("open_interest")}) TO '$/open_interest.parquet' (FORMAT parquet)`,
      `COPY (SELECT * EXCLUDE (ms) FROM (SELECT ${time("ms")}, CAST(price AS DOUBLE) AS price FROM ${csv("underlying")}))
         TO '$/underlying.parquet' (FORMAT parquet)`,
    );
    for (const table of ["trades", "quotes", "open_interest", "underlying"]) await rm(join(folder, `${table}.csv`));
    expect(await readTape(folder)).toStrictEqual(TAPE);
  });

  test.each([["it's a tape"], ["a tape of [1-2]*?"], ["$TAPE {x},y"], ["Börse 日"]])(
    "from a folder named %s, whatever lies beside it",
    async (name) => {
      const folder = await tapeFolder({}, name);
      // What a pattern would also match.
      for (const other of ["a tape of 1xy", "a tape of 2"]) {
        await mkdir(join(folder, "..", other));
        for (const [file, text] of Object.entries(FILES))
          await writeFile(join(folder, "..", other, file), text.replaceAll("750", "755"));
      }
      expect(await readTape(folder)).toStrictEqual(TAPE);
    },
  );

  test("from files of another system: carriage returns, a byte order mark, quoted cells, more columns", async () => {
    const text = FILES["underlying.csv"].trimEnd().split("\n");
    const windows = "\ufeff" + text.map((line, i) => `"x${i}",${line.replace(/(.*),/, '"$1",')}`).join("\r\n") + "\r\n";
    expect(await read({ "underlying.csv": windows.replace("x0", "other") })).toStrictEqual(TAPE);
  });

  test("whatever the order of its rows; those of one time keep theirs", async () => {
    const backwards = (file: keyof typeof FILES): TapeFiles => {
      const [header, ...lines] = FILES[file].trimEnd().split("\n");
      return { [file]: [header, ...lines.reverse(), ""].join("\n") };
    };
    const shuffled = { ...backwards("trades.csv"), ...backwards("quotes.csv"), ...backwards("underlying.csv") };
    expect(await read({ ...shuffled, ...backwards("open_interest.csv") })).toStrictEqual(TAPE);

    const same = ["2", "1", "3"].map((size) => `2015-12-24T10:00:00-05:00,750,C,1,${size}`);
    const { trades } = await read(withRows("trades.csv", ...same));
    expect([...trades.size]).toEqual([3, 10, 1, 2, 1, 3, 2]);
  });
});

describe("session.json", () => {
  test("may say multiplier and gaps, and the origin is a sentence when it does not", async () => {
    const gaps =
      '[{"from": "2015-12-24T11:00:00-05:00", "to": 1450973100000}, {"from": 1450969200000, "to": 1450969260000}]';
    const tape = await read({
      "session.json": `{"symbol": " goog ", "date": "2015-12-24", "multiplier": 10, "gaps": ${gaps}}`,
    });
    expect(tape.symbol).toBe("GOOG");
    expect(tape.multiplier).toBe(10);
    expect(tape.origin).toBe("recorded session of GOOG, 2015-12-24");
    expect(tape.gaps).toEqual([
      { from: at("10:00"), to: at("10:01") },
      { from: at("11:00"), to: at("11:05") },
    ]);
  });

  test("may say how far the recording goes, and without that its last event says so", async () => {
    const said = (time: string): TapeFiles => ({
      "session.json": `{"symbol": "GOOG", "date": "2015-12-24", "recorded_to": "2015-12-24T${time}:00-05:00"}`,
    });
    const toNoon = { "trades.csv": FILES["trades.csv"].replace("13:00:00", "12:00:30") };
    expect((await read({})).recordedTo).toBe(at("13:00"));
    expect((await read(toNoon)).recordedTo).toBe(at("12:01"));
    expect((await read({ ...toNoon, ...said("12:40") })).recordedTo).toBe(at("12:40"));
    expect((await read({ ...toNoon, ...said("13:15") })).recordedTo).toBe(at("13:00"));
    const { message } = await refusal({ ...toNoon, ...said("12:00") });
    expect(message).toMatch(
      /trades\.csv has a row of 2015-12-24T17:00:30Z, after recorded_to of session\.json, 2015-12-24T17:00:00Z; correct recorded_to, or leave it out$/,
    );
  });

  test.each([
    [
      "is recorded to the open",
      '{"symbol": "GOOG", "date": "2015-12-24", "recorded_to": "2015-12-24T09:30:00-05:00"}',
      "recorded_to: 2015-12-24T14:30:00Z is not after the open, 2015-12-24T14:30:00Z",
    ],
    [
      "is recorded to a time without a zone",
      '{"symbol": "GOOG", "date": "2015-12-24", "recorded_to": "2015-12-24T12:00:00"}',
      "recorded_to: ",
    ],
    ["is not there", null, "cannot be read (ENOENT); a tape folder has one, such as"],
    ["is not JSON", "{symbol: GOOG}", "is not JSON ("],
    ["is not an object", "[]", "expected object, received array"],
    ["has no symbol", '{"date": "2015-12-24"}', "symbol: Invalid input: expected string, received undefined; such as"],
    ["has an empty symbol", '{"symbol": "", "date": "2015-12-24"}', "symbol: symbol is missing"],
    ["has an impossible symbol", '{"symbol": "A B", "date": "2015-12-24"}', 'symbol: symbol "A B" cannot be one'],
    ["has no date", '{"symbol": "GOOG"}', "date: Invalid input: expected string, received undefined"],
    ["has a broken date", '{"symbol": "GOOG", "date": "24.12.2015"}', "24.12.2015"],
    ["has a date that is none", '{"symbol": "GOOG", "date": "2015-02-30"}', "2015-02-30"],
    ["is of a holiday", '{"symbol": "GOOG", "date": "2015-12-25"}', "2015-12-25 is no trading day in New York"],
    ["is of a Sunday", '{"symbol": "GOOG", "date": "2015-12-27"}', "2015-12-27 is no trading day in New York"],
    ["is of a year without a calendar", '{"symbol": "GOOG", "date": "1999-12-24"}', "1999-12-24 is outside"],
    ["has a multiplier of 0", '{"symbol": "GOOG", "date": "2015-12-24", "multiplier": 0}', "multiplier: "],
    ["has a multiplier as text", '{"symbol": "GOOG", "date": "2015-12-24", "multiplier": "100"}', "multiplier: "],
    ["has a misspelt key", '{"symbol": "GOOG", "date": "2015-12-24", "multplier": 10}', '"multplier"'],
    [
      "has a gap that ends before it starts",
      '{"symbol": "GOOG", "date": "2015-12-24", "gaps": [{"from": 1450970000000, "to": 1450970000000}]}',
      "gaps.0: from must be before to",
    ],
    [
      "has a gap without a zone",
      '{"symbol": "GOOG", "date": "2015-12-24", "gaps": [{"from": "2015-12-24T10:00:00", "to": 1450970000000}]}',
      "gaps.0.from: ",
    ],
    [
      "has a gap of another day",
      '{"symbol": "GOOG", "date": "2015-12-24", "gaps": [{"from": "2015-12-23T15:00:00Z", "to": "2015-12-23T16:00:00Z"}]}',
      "gaps: 2015-12-23T15:00:00Z to 2015-12-23T16:00:00Z is outside the session, 2015-12-24T14:30:00Z to",
    ],
  ])("that %s is refused", async (_, text, message) => {
    const error = await refusal({ "session.json": text });
    expect(error.message).toContain(message);
    expect(error.message).toMatch(/zerodte-tape-\w+\/tape\/session\.json: /);
  });
});

describe("a table is refused", () => {
  test("that is missing, naming what it could be", async () => {
    const { message } = await refusal({ "quotes.csv": null });
    expect(message).toMatch(/tape has no quotes: one of quotes\.csv, quotes\.csv\.gz, quotes\.parquet$/);
  });

  test("that is there twice", async () => {
    const { message } = await refusal({ "trades.csv.gz": gzipSync(FILES["trades.csv"]) });
    expect(message).toMatch(/has more than one trades: .*trades\.csv, .*trades\.csv\.gz; keep one$/);
  });

  test("that lacks a column, naming what it needs and has", async () => {
    const { message } = await refusal({ "trades.csv": FILES["trades.csv"].replace("price", "px") });
    expect(message).toMatch(
      /trades\.csv has no column price; it needs time, strike, right, price, size and has time, strike, right, px, size$/,
    );
  });

  test("that is empty, without even a header", async () => {
    expect((await refusal({ "trades.csv": "" })).message).toContain("trades.csv has no column time, strike, right");
  });

  test("that is separated by something else than commas", async () => {
    const { message } = await refusal({ "underlying.csv": FILES["underlying.csv"].replaceAll(",", ";") });
    expect(message).toContain("underlying.csv has no column time, price; it needs time, price and has time;price");
  });

  test("whose rows are of unequal length", async () => {
    const { message } = await refusal(withRows("trades.csv", "2015-12-24T10:00:00-05:00,750,C"));
    expect(message).toMatch(/trades\.csv cannot be read: \S/);
    expect(message).not.toContain("\n");
  });

  test.each([
    ["a truncated gzip", gzipSync(FILES["trades.csv"].repeat(50)).subarray(0, 120), "unexpected end of file"],
    ["an empty gzip", new Uint8Array(0), "it is empty"],
    ["a csv that says it is a gzip", Buffer.from(FILES["trades.csv"]), "incorrect header check"],
  ])("that is %s", async (_, bytes, reason) => {
    const { message } = await refusal({ "trades.csv": null, "trades.csv.gz": bytes });
    expect(message).toContain("trades.csv.gz is not a whole gzip file");
    expect(message).toContain(reason);
    expect(message).toContain("fetch it again");
  });

  test("that is no Parquet though it says so", async () => {
    const { message } = await refusal({ "trades.csv": null, "trades.parquet": "PAR1 and nothing else" });
    expect(message).toContain("trades.parquet cannot be read: ");
  });

  test("that is a folder", async () => {
    const folder = await tapeFolder({ "trades.csv": null });
    await mkdir(join(folder, "trades.csv"));
    await expect(readTape(folder)).rejects.toThrow(/trades\.csv cannot be read: /);
  });
});

describe("a time without a zone is refused", () => {
  test.each([
    ["2015-12-24 09:31:00"],
    ["2015-12-24T09:31:00.250"],
    ["2015-12-24T09:31"],
    ["2015-12-24"],
    ["2015-12-24-05"],
    ["09:31:00"],
    ["09:31-05"],
    [" 2015-12-24 09:31:00 "],
    ["2015/12/24 09:31:00"],
    ["2015\\12\\24 09:31:00"],
    ["2015 12 24 09:31:00"],
    ["2015-12-24 9:31:0"],
    ["12/24/2015 09:31"],
    ["24.12.2015"],
    ["20151224 09:31:00"],
    ["20151224T093100"],
    ["Dec 24 2015 09:31 AM"],
  ])("as text: %s", async (time) => {
    const { message } = await refusal(withRows("underlying.csv", `${time},750`), { maxRejected: 1 });
    expect(message).toContain(
      `underlying.csv: time "${time}" has no zone; write it with Z or an offset (2015-12-24T09:30:00-05:00)`,
    );
  });

  // A name may mean two instants when the clock is changed, and three letters two places.
  test.each([["2015-12-24 09:31:00 America/New_York"], ["2015-12-24T09:31:00-05:00[America/New_York]"], ["09:31 EST"]])(
    "by name: %s",
    async (time) => {
      const { message } = await refusal(withRows("underlying.csv", `${time},750`), { maxRejected: 1 });
      expect(message).toContain(`time "${time}" names its zone, and names are not read; write it with Z or an offset`);
    },
  );

  test.each([["TIMESTAMP"], ["TIMESTAMP_NS"], ["DATE"], ["TIME"]])("in a Parquet file as %s", async (type) => {
    const folder = await tapeFolder({ "underlying.csv": null });
    const value = type === "TIME" ? "TIME '09:31:00'" : `CAST(TIMESTAMP '2015-12-24 09:31:00' AS ${type})`;
    await duck(folder, `COPY (SELECT ${value} AS time, 750.0 AS price) TO '$/underlying.parquet' (FORMAT parquet)`);
    await expect(readTape(folder)).rejects.toThrow(`time of type ${type} has no zone`);
  });

  test("and any zone is taken", async () => {
    const times = [
      "2015-12-24T15:00:00Z",
      "2015-12-24 10:00:00-05",
      "2015-12-24T16:00:00+0100",
      "2015-12-24 15:00:00.0 UTC",
      "2015-12-24t15:00:00z",
      "2015/12/24 10:00:00-05:00",
      "2015-12-24T20:30:00+05:30",
    ];
    const { underlying } = await read(withRows("underlying.csv", ...times.map((time) => `${time},750`)));
    expect([...underlying.time.subarray(2)]).toEqual(new Array(times.length).fill(at("10:00")));
  });
});

describe("a row that cannot be right is counted by its reason", () => {
  const T = "2015-12-24T10:00:00-05:00";
  test.each<[keyof typeof FILES, string, string]>([
    ["trades.csv", "2015-12-24T09:29:59.999-05:00,750,C,1,1", "trades: time outside the session"],
    ["trades.csv", "2015-12-24T13:00:00.001-05:00,750,C,1,1", "trades: time outside the session"],
    ["trades.csv", "1450969200,750,C,1,1", "trades: time outside the session"],
    ["trades.csv", ",750,C,1,1", "trades: no time"],
    ["trades.csv", "noon,750,C,1,1", "trades: unreadable time"],
    ["trades.csv", "epoch,750,C,1,1", "trades: unreadable time"],
    ["trades.csv", "1450969200000x,750,C,1,1", "trades: unreadable time"],
    ["trades.csv", "2015-12-24T25:00:00Z,750,C,1,1", "trades: unreadable time"],
    ["trades.csv", "2015-13-24T10:00:00-05:00,750,C,1,1", "trades: unreadable time"],
    ["trades.csv", `${T},750,C,0,1`, "trades: price not above 0"],
    ["trades.csv", `${T},750,C,-1,1`, "trades: price not above 0"],
    ["trades.csv", `${T},750,C,,1`, "trades: price not above 0"],
    ["trades.csv", `${T},750,C,0.00004,1`, "trades: price not above 0"],
    ["trades.csv", `${T},750,C,1e9,1`, "trades: price too large"],
    ["trades.csv", `${T},750,C,inf,1`, "trades: price too large"],
    ["trades.csv", `${T},750,C,1.0x,1`, "trades: unreadable price"],
    ["trades.csv", `${T},750,C,1,0`, "trades: size not a whole number above 0"],
    ["trades.csv", `${T},750,C,1,-3`, "trades: size not a whole number above 0"],
    ["trades.csv", `${T},750,C,1,1.5`, "trades: size not a whole number above 0"],
    ["trades.csv", `${T},750,C,1,3000000000`, "trades: size too large"],
    ["trades.csv", `${T},750,X,1,1`, "trades: unreadable right"],
    ["trades.csv", `${T},750,,1,1`, "trades: right not C or P"],
    ["trades.csv", `${T},0,C,1,1`, "trades: strike not above 0"],
    ["trades.csv", `${T},1e9,C,1,1`, "trades: strike too large"],
    ["quotes.csv", `${T},750,C,1.1,1`, "quotes: crossed quote"],
    ["quotes.csv", `${T},750,C,-1,1`, "quotes: negative bid"],
    ["quotes.csv", `${T},750,C,,-1`, "quotes: negative ask"],
    ["quotes.csv", `${T},750,C,1e9,`, "quotes: bid too large"],
    ["quotes.csv", `${T},750,C,1,1e9`, "quotes: ask too large"],
    ["quotes.csv", `${T},750,C,none,1`, "quotes: unreadable bid"],
    ["quotes.csv", `${T},750,C,1,#N/A`, "quotes: unreadable ask"],
    ["quotes.csv", "2015-12-24T18:00:01Z,750,C,1,2", "quotes: time after the close"],
    ["quotes.csv", "1450969200,750,C,1,2", "quotes: time more than a day before the open"],
    ["open_interest.csv", "747.5,P,-1", "open_interest: open_interest not a whole number of 0 or more"],
    ["open_interest.csv", "747.5,P,1.5", "open_interest: open_interest not a whole number of 0 or more"],
    ["open_interest.csv", "747.5,P,", "open_interest: open_interest not a whole number of 0 or more"],
    ["open_interest.csv", "747.5,P,inf", "open_interest: open_interest not a whole number of 0 or more"],
    ["open_interest.csv", "747.5,P,many", "open_interest: unreadable open_interest"],
    ["underlying.csv", `${T},0`, "underlying: price not above 0"],
    ["underlying.csv", `${T},nan`, "underlying: price not above 0"],
    ["underlying.csv", `${T},inf`, "underlying: price not above 0"],
    ["underlying.csv", `${T},?`, "underlying: unreadable price"],
    ["underlying.csv", "2015-12-24T18:00:01Z,750", "underlying: time after the close"],
    ["underlying.csv", "2015-12-22T18:00:00Z,750", "underlying: time more than a day before the open"],
  ])("%s with %s: %s", async (file, line, reason) => {
    expect(await read(withRows(file, line), { maxRejected: 0.5 })).toStrictEqual({
      ...TAPE,
      rejected: { [reason]: 1 },
    });
  });

  test("and above the limit the tape is refused with file, first row, value and counts", async () => {
    const bad = withRows("trades.csv", `${T},750,C,1,-3`, `${T},750,C,1,-4`, `${T},750,C,0,1`);
    const error = await refusal(bad);
    expect(error.message).toMatch(
      /\/trades\.csv: 3 of 7 rows cannot be right, the first is row 5 with size -3; correct the file, or let more pass with maxRejected, which is 0\.05 \(trades: size not a whole number above 0 2, trades: price not above 0 1\)$/,
    );
    expect(error.rejected).toEqual({ "trades: size not a whole number above 0": 2, "trades: price not above 0": 1 });
  });

  test.each([
    [`${T},750,C,1.1,1`, "row 5 with bid 1.1"],
    [`2015-12-24T18:00:01Z,750,C,1,2`, "row 5 with time 2015-12-24T18:00:01Z"],
    [`1450969200,750,C,1,2`, "row 5 with time 1450969200"],
    [`${T},750,X,1,2`, "row 5, whose right cannot be read"],
    [`,750,C,1,2`, "row 5, which has no time"],
  ])("naming the row: %s", async (line, shown) => {
    expect((await refusal(withRows("quotes.csv", line))).message).toContain(`the first is ${shown};`);
  });

  test("and the limit is a part of each table's rows", async () => {
    const lines = Array.from({ length: 95 }, () => `${T},750`);
    const rows = ["time,price", ...lines, ...Array.from({ length: 5 }, () => `${T},0`), ""].join("\n");
    expect((await read({ "underlying.csv": rows })).rejected).toEqual({ "underlying: price not above 0": 5 });
    await refusal({ "underlying.csv": rows }, { maxRejected: 0.049 });
    await refusal(withRows("trades.csv", `${T},750,C,1,0`), { maxRejected: 0 });
    for (const maxRejected of [-0.1, 1.1, NaN])
      await expect(readTape("anywhere", { maxRejected })).rejects.toThrow(
        `maxRejected is a part of the rows, 0 to 1, not ${maxRejected}`,
      );
  });
});

describe("what may be kept is kept", () => {
  test("one-sided, locked and withdrawn quotes, with empty cells, 0 and NaN as none", async () => {
    const T = "2015-12-24T10:00:00-05:00";
    const { quotes, rejected } = await read(
      withRows("quotes.csv", `${T},750,C,1,1`, `${T},750,C,0,1`, `${T},750,C,1,0`, `${T},750,C,NaN,nan`),
    );
    expect([...quotes.bid.subarray(4)]).toEqual([10_000, 0, 10_000, 0]);
    expect([...quotes.ask.subarray(4)]).toEqual([10_000, 10_000, NO_PRICE, NO_PRICE]);
    expect(rejected).toEqual({});
  });

  test("identical trades: two prints are two prints", async () => {
    const print = "2015-12-24T10:00:00-05:00,750,C,1,5";
    expect([...(await read(withRows("trades.csv", print, print))).trades.size]).toEqual([3, 10, 1, 5, 5, 2]);
  });

  test("quotes and prices of the evening before", async () => {
    const tape = await read({
      ...withRows("quotes.csv", "2015-12-23T20:15:00-05:00,750,C,1,2"),
      ...withRows("underlying.csv", "2015-12-23T20:15:00-05:00,750"),
    });
    expect(tape.quotes.time[0]).toBe(at("09:30") - 13.25 * 3_600_000);
    expect(tape.underlying.price[0]).toBe(750);
  });

  test("a trade's own quote, unless it cannot be right: then the trade without it", async () => {
    const trades = `time,strike,right,price,size,bid,ask
2015-12-24T10:00:00-05:00,750,C,1,1,0.9,1.1
2015-12-24T10:01:00-05:00,750,C,1,1,,1.1
2015-12-24T10:02:00-05:00,750,C,1,1,0.9,
2015-12-24T10:03:00-05:00,750,C,1,1,1.1,0.9
2015-12-24T10:04:00-05:00,750,C,1,1,-1,0.9
2015-12-24T10:05:00-05:00,750,C,1,1,1,1e9
`;
    const tape = await read({ "trades.csv": trades });
    expect([...tape.trades.bid]).toEqual([9_000, 0, 0, 0, 0, 0]);
    expect([...tape.trades.ask]).toEqual([11_000, 11_000, NO_PRICE, NO_PRICE, NO_PRICE, NO_PRICE]);
    expect(tape.rejected).toEqual({ "trades: own bid and ask not used": 3 });
  });

  test("the first open interest of a contract, and a second is counted", async () => {
    const tape = await read(withRows("open_interest.csv", "747.50,call,999", "750.0,put,1"));
    expect([...tape.openInterest]).toEqual([120, 0, 7, 0]);
    expect(tape.rejected).toEqual({ "open_interest: second row of a contract": 2 });
  });

  test("a high price", async () => {
    const { trades } = await read(withRows("trades.csv", "2015-12-24T10:00:00-05:00,747.5,C,150000.0001,1"));
    expect(trades.price[3]).toBe(1_500_000_001);
  });
});

describe("quoted sizes and conditions", () => {
  const files = {
    "trades.csv": `time,strike,right,price,size,condition,bid,ask,bid_size,ask_size
2015-12-24T10:00:00-05:00,750,C,1,1,late,0.9,1.1,10,20
2015-12-24T10:01:00-05:00,750,C,1,1,,0.9,1.1,,20
2015-12-24T10:02:00-05:00,750,C,1,1,Multi-Leg,0.9,1.1,0,2147483647
2015-12-24T10:03:00-05:00,750,C,1,1,f,,,5,6
2015-12-24T10:04:00-05:00,750,C,1,1,F,,,NaN,6
2015-12-24T10:05:00-05:00,750,C,1,1, A ,,,5,6
2015-12-24T10:06:00-05:00,750,C,1,1,REGULAR,,,5,6
2015-12-24T10:07:00-05:00,750,C,1,1,multi leg,,,5,6
`,
    "quotes.csv": `time,strike,right,bid,ask,ask_size
2015-12-24T10:00:00-05:00,750,C,1,1.1,7
2015-12-24T10:01:00-05:00,750,C,1,1.1,
`,
  };
  const expectColumns = ({ trades, quotes, rejected }: Tape): void => {
    expect([...trades.condition!]).toEqual([2, 0, 3, 3, 2, 1, 0, 3]);
    expect([...trades.bidSize!]).toEqual([10, 0, 0, 5, 0, 5, 5, 5]);
    expect([...trades.askSize!]).toEqual([20, 20, 2147483647, 6, 6, 6, 6, 6]);
    expect([...quotes.askSize!]).toEqual([7, 0]);
    expect(quotes).not.toHaveProperty("bidSize");
    expect(rejected).toEqual({});
  };

  test("are read where a table has them", async () => {
    expectColumns(await read(files));
    expect((await read({})).trades).not.toHaveProperty("condition");
  });

  test("are read the same with quotes around the cells, and from Parquet", async () => {
    const quoted = files["trades.csv"].replaceAll("Multi-Leg", '"Multi-Leg"');
    expectColumns(await read({ ...files, "trades.csv": quoted }));
    const folder = await tapeFolder(files);
    const types = "CAST(bid_size AS DOUBLE) AS bid_size, CAST(ask_size AS BIGINT) AS ask_size";
    await duck(
      folder,
      `COPY (SELECT * REPLACE (${types}) FROM read_csv('$/trades.csv', header = true, all_varchar = true))
         TO '$/trades.parquet' (FORMAT parquet)`,
    );
    await rm(join(folder, "trades.csv"));
    expectColumns(await readTape(folder));
  });

  test.each(["", '"'])(
    "say so when they cannot be right: the row for a condition, the size for a size (%j)",
    async (mark) => {
      const [header, first, ...rest] = files["trades.csv"].split("\n");
      const bad = ["busted", "z", "0"].map((word) => first.replace("late", mark + word + mark));
      const sizes = ["-1,20", "2.5,20", "2147483648,1e99"].map((pair) => first.replace("10,20", pair));
      const text = [header, ...bad, ...sizes, first, ...rest].join("\n");
      const { trades, rejected } = await read({ ...files, "trades.csv": text }, { maxRejected: 0.5 });
      expect([...trades.bidSize!.subarray(0, 4)]).toEqual([0, 0, 0, 10]);
      expect([...trades.askSize!.subarray(0, 4)]).toEqual([20, 20, 0, 20]);
      expect(rejected).toEqual({
        "trades: unreadable condition": 3,
        "trades: bid_size not used": 3,
        "trades: ask_size not used": 1,
      });
    },
  );

  test("a size that is a word refuses its row, as any cell does", async () => {
    const { rejected } = await read(
      { ...files, "quotes.csv": files["quotes.csv"].replace("1.1,7", "1.1,many") },
      { maxRejected: 0.5 },
    );
    expect(rejected).toEqual({ "quotes: unreadable ask_size": 1 });
  });
});

describe("an empty table", () => {
  const header = (file: keyof typeof FILES): TapeFiles => ({ [file]: FILES[file].split("\n")[0] + "\n" });

  test("of trades is a session without trades", async () => {
    const { trades, quotes } = await read(header("trades.csv"));
    expect(trades.time).toHaveLength(0);
    expect(quotes).toStrictEqual(TAPE.quotes);
  });

  test("of quotes, open interest or both leaves unknown what they would tell", async () => {
    const tape = await read({ ...header("quotes.csv"), ...header("open_interest.csv") });
    expect(tape.trades).toStrictEqual(TAPE.trades);
    const map = await FlowEngine.of([tape]).heatmap("GOOG", { metric: "gex", minutes: 1 });
    // Nothing is open, which is no exposure, whatever the volatility.
    expect(map.bars).toEqual([{ t: "2015-12-24T17:59:00Z", spot: 748.54, values: [0, 0] }]);
    const { bars } = await FlowEngine.of([tape]).strikeFlow("GOOG", { minutes: 1 });
    // Two contracts sold at the close, by the tick test, of unknown delta; nothing traded is no flow.
    expect(bars[0]).toMatchObject({ signed_delta_dollars: [null, 0], contracts: [-2, 0] });
  });

  test("of quotes leaves the exposure of what is open unknown", async () => {
    const map = await FlowEngine.of([await read(header("quotes.csv"))]).heatmap("GOOG", { metric: "gex", minutes: 1 });
    expect(map.bars).toEqual([{ t: "2015-12-24T17:59:00Z", spot: 748.54, values: [null, null] }]);
  });

  test("of everything but the underlying is an answer without bars", async () => {
    const tape = await read({ ...header("trades.csv"), ...header("quotes.csv"), ...header("open_interest.csv") });
    expect(tape.strikes).toHaveLength(0);
    const engine = FlowEngine.of([tape]);
    expect(await engine.heatmap("GOOG")).toMatchObject({ strikes_grid: [], bars: [], underlying_price: 748.54 });
    expect((await engine.leaderboard()).entries).toEqual([]);
  });

  test("of the underlying is refused: without a spot nothing can be computed", async () => {
    const { message } = await refusal(header("underlying.csv"));
    expect(message).toMatch(
      /underlying\.csv has no price of GOOG up to the close of 2015-12-24: .*add rows of time, price$/,
    );
  });
});

describe("FlowEngine.open", () => {
  test("reads a folder, several, or a folder of folders, and stands at the end of the recording", async () => {
    const [goog, other] = [
      await tapeFolder(),
      await tapeFolder({ "session.json": '{"symbol":"AAPL","date":"2015-12-24"}' }),
    ];
    const engine = await FlowEngine.open([goog, other]);
    expect(engine.symbols).toEqual(["GOOG", "AAPL"]);
    expect(engine.origin).toBe("typed by hand; recorded session of AAPL, 2015-12-24");
    expect(engine.instant).toBe(at("13:00"));
    expect((await FlowEngine.open(join(goog, ".."))).symbols).toEqual(["GOOG"]);
  });

  test("says what the door refused, by name and reason, at every instant", async () => {
    const bad = (file: keyof typeof FILES, ...lines: string[]): Promise<string> =>
      tapeFolder({
        ...withRows(file, ...lines),
        "session.json": `{"symbol": "${file === "trades.csv" ? "GOOG" : "AAPL"}", "date": "2015-12-24"}`,
      });
    const T = "2015-12-24T10:00:00-05:00";
    const folders = [
      await bad("trades.csv", `${T},750,C,1,0`, `${T},750,C,1,-1`, `${T},750,X,1,1`),
      await bad("quotes.csv", `${T},750,C,2,1`),
    ];
    const engine = await FlowEngine.open(folders, { maxRejected: 0.5 });
    expect(engine.at("11:00").rejected).toEqual({
      "GOOG trades: size not a whole number above 0": 2,
      "GOOG trades: unreadable right": 1,
      "AAPL quotes: crossed quote": 1,
    });
    expect((await FlowEngine.open(await tapeFolder())).rejected).toEqual({});
    expect(FlowEngine.simulate().rejected).toEqual({});
  });

  test("refuses tapes of two days, two tapes of one name, and none", async () => {
    const goog = await tapeFolder();
    const later = await tapeFolder({
      "session.json": '{"symbol":"AAPL","date":"2015-12-31"}',
      "trades.csv": "time,strike,right,price,size\n",
      "quotes.csv": "time,strike,right,bid,ask\n",
      "underlying.csv": "time,price\n2015-12-31T10:00:00-05:00,106\n",
    });
    await expect(FlowEngine.open([goog, later])).rejects.toThrow(
      "the tapes of an engine are of one session: GOOG is of 2015-12-24, AAPL of 2015-12-31",
    );
    await expect(FlowEngine.open([goog, goog])).rejects.toThrow("GOOG has two tapes; an engine takes one a name");
    await expect(FlowEngine.open([])).rejects.toThrow("an engine needs a tape, none was given");
    const empty = await temporaryFolder();
    await expect(FlowEngine.open(empty)).rejects.toThrow(`${empty} is no tape folder and holds none`);
    await expect(FlowEngine.open(join(empty, "x"))).rejects.toThrow(`${join(empty, "x")}: there is no such folder`);
  });
});

test.each(["trades.csv", "quotes.csv", "open_interest.csv"] as const)(
  "strikes of %s far from the underlying, in thousandths for one, are refused and not computed with",
  async (file) => {
    const folder = await tapeFolder({ [file]: FILES[file].replaceAll("747.5", "74750") });
    await expect(readTape(folder)).rejects.toThrow(
      `${join(folder, file)}: strike 74750 is far from the underlying's price of 749.1; strikes are in USD, not in thousandths`,
    );
  },
);
