import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { hostname } from "node:os";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { openingLine } from "../../src/api/cassette-line.js";
import { type CassetteWriter, openCassette } from "../../src/api/cassette-writer.js";
import { CassetteError, RateLimitError, ServerError } from "../../src/api/errors.js";
import { record, type Recorder } from "../../src/api/record.js";
import { replay } from "../../src/api/replay.js";
import type { FlowSource } from "../../src/api/source.js";
import { atNewYork } from "../../src/session.js";
import { cassetteFolder, cassetteNames, textOf } from "./cassette-folder.js";
import { board, TinySource } from "./samples.js";

const DATE = "2026-06-12";
const at = (time: string): number => atNewYork(DATE, time);
const open: Recorder[] = [];
afterEach(async () => {
  for (const recorder of open.splice(0)) await recorder.close().catch(() => undefined);
});

/** A recorder whose clock stands at a New York time. */
function recording(folder: string, time: string, source: FlowSource = new TinySource()): Recorder {
  const recorder = record(source, folder, { now: () => at(time) });
  open.push(recorder);
  return recorder;
}

/** The path of a recording under way with a few lines. */
async function underWay(folder: string): Promise<string> {
  const recorder = recording(folder, "14:45:12");
  await recorder.leaderboard();
  await recorder.strikeFlow("SPY");
  await recorder.snapshot("LOST").catch(() => undefined);
  return join(folder, `${DATE}.jsonl`);
}

/** Leaves a recording as a process does that is no more: its lock counts for nothing. */
function crash(path: string): void {
  open.splice(0);
  rmSync(`${path}.lock`);
}

async function refusal(act: () => unknown): Promise<CassetteError> {
  try {
    await act();
  } catch (error) {
    if (error instanceof CassetteError) return error;
    throw error;
  }
  return expect.unreachable("it was not refused");
}

describe("a recorder", () => {
  test("gives the answers and the errors of its source, the same objects", async () => {
    const source = new TinySource();
    const answer = board();
    source.leaderboard = async () => answer as never;
    const recorder = recording(cassetteFolder(), "14:45", source);
    expect(await recorder.leaderboard()).toBe(answer);
    const error = await source.snapshot("LOST").catch((reason: unknown) => reason);
    await expect(recorder.snapshot("LOST")).rejects.toEqual(error);
    expect(recorder.written.lines).toBe(2);
  });

  test("has each answer on disk before it gives it", async () => {
    const folder = cassetteFolder();
    const recorder = recording(folder, "14:45");
    await recorder.heatmap("SPY");
    expect(await replay(folder).heatmap("SPY")).toEqual(await new TinySource().heatmap("SPY"));
  });

  test("writes fields that nobody knows as they are", async () => {
    const folder = cassetteFolder();
    const source = new TinySource();
    const answer = { ...board(), endpoint_version: "2026.08.25", extra: { deep: [null, "é\n\u2028", 1e-300] } };
    source.leaderboard = async () => answer as never;
    await recording(folder, "14:45", source).leaderboard();
    expect(await replay(folder).leaderboard()).toEqual(answer);
  });

  test("writes questions at the same time in the order in which they come back", async () => {
    const folder = cassetteFolder();
    const source = new TinySource();
    const waiting = new Map<string, () => void>();
    const tiny = source.strikeFlow;
    source.strikeFlow = async (symbol, params) => {
      await new Promise<void>((resolve) => waiting.set(symbol, resolve));
      return tiny(symbol, params);
    };
    const recorder = recording(folder, "14:45", source);
    const asked = ["SPY", "QQQ", "IWM"].map((symbol) => recorder.strikeFlow(symbol));
    for (const [i, symbol] of [
      [2, "IWM"],
      [0, "SPY"],
      [1, "QQQ"],
    ] as const) {
      waiting.get(symbol)!();
      await asked[i];
    }
    expect(
      replay(folder)
        .recorded()
        .map(({ symbol }) => symbol),
    ).toEqual(["IWM", "SPY", "QQQ"]);
  });

  test("waits for the questions under way when it is closed, and takes no more", async () => {
    const folder = cassetteFolder();
    const recorder = recording(folder, "14:45");
    const asked = recorder.strikeFlow("SPY");
    const [sealed] = await recorder.close();
    await asked;
    expect(sealed.lines).toBe(1);
    await expect(recorder.leaderboard()).rejects.toMatchObject({ code: "recording_closed" });
    expect(await recorder.close()).toEqual([sealed]);
  });

  test("makes no file when nothing was asked", async () => {
    const folder = cassetteFolder();
    expect(await recording(folder, "14:45").close()).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("files the answers of a server that stands on another day under that day", async () => {
    const folder = cassetteFolder();
    const recorder = record(new TinySource("2015-12-24T15:00:00Z"), folder);
    await recorder.leaderboard();
    await recorder.snapshot("LOST").catch(() => undefined);
    expect((await recorder.close()).map(({ date, lines }) => ({ date, lines }))).toEqual([
      { date: "2015-12-24", lines: 2 },
    ]);
    await expect(replay(folder).at("10:00:00").leaderboard()).resolves.toMatchObject({ as_of: "2015-12-24T15:00:00Z" });
  });

  test("makes a file for each session, of which the latest is replayed", async () => {
    const folder = cassetteFolder();
    let now = atNewYork("2026-06-11", "15:59");
    const recorder = record(new TinySource(), folder, { now: () => now });
    await recorder.leaderboard();
    now = atNewYork("2026-06-12", "09:31");
    await recorder.leaderboard({ n: 1 });
    expect((await recorder.close()).map(({ date }) => date)).toEqual(["2026-06-11", "2026-06-12"]);
    expect(replay(folder).date).toBe("2026-06-12");
    expect((await replay(folder, { date: "2026-06-11" }).leaderboard()).n).toBe(20);
    expect((await refusal(() => replay(folder, { date: "2026-06-10" }))).message).toContain(
      "it holds 2026-06-11, 2026-06-12, not 2026-06-10",
    );
  });

  test("does not write a question that was refused for what it asks otherwise than its source refused it", async () => {
    const folder = cassetteFolder();
    const odd = { metric: "vega" } as never;
    const refused = await recording(folder, "14:45")
      .heatmap("SPY", odd)
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "invalid_metric" });
    await expect(replay(folder).heatmap("SPY", odd)).rejects.toEqual(refused);
  });
});

test("an answer that JSON has no word for is not written, and fails its question", async () => {
  const folder = cassetteFolder();
  const source = new TinySource();
  const itself: Record<string, unknown> = {};
  itself.itself = itself;
  const answers: unknown[] = [undefined, () => 1, 10n, { deep: 10n }, itself];
  const recorder = recording(folder, "14:45", source);
  await recorder.leaderboard();
  for (const answer of answers) {
    source.snapshot = async () => answer as never;
    await expect(recorder.snapshot("SPY")).rejects.toBeInstanceOf(Error);
  }
  await recorder.leaderboard({ n: 1 });
  expect(replay(folder).recorded()).toMatchObject([{ endpoint: "leaderboard" }, { endpoint: "leaderboard" }]);
  expect((await recorder.close())[0].lines).toBe(2);
});

describe("a sealed cassette", () => {
  test("is one file with the beginning of its SHA-256 in its name", async () => {
    const folder = cassetteFolder();
    await underWay(folder);
    const [sealed] = await open[0].close();
    expect(readdirSync(folder)).toEqual([basename(sealed.path)]);
    const sha256 = createHash("sha256").update(readFileSync(sealed.path)).digest("hex");
    expect(sealed).toMatchObject({ date: DATE, sha256, lines: 3, bytes: readFileSync(sealed.path).length });
    expect(basename(sealed.path)).toBe(`${DATE}-${sha256.slice(0, 16)}.jsonl.gz`);
    expect((await replay(sealed.path).leaderboard()).entries).toHaveLength(3);
  });

  test("is gone on with by a later recorder, under a new name", async () => {
    const folder = cassetteFolder();
    await underWay(folder);
    const [before] = await open[0].close();
    const later = recording(folder, "15:00");
    await later.leaderboard({ n: 1 });
    expect(later.notes).toEqual([`${basename(before.path)} has 3 answers; this goes on behind them`]);
    const [sealed] = await later.close();
    expect(sealed.lines).toBe(4);
    expect(readdirSync(folder)).toEqual([basename(sealed.path)]);
    expect(
      replay(folder)
        .recorded()
        .map(({ first }) => first),
    ).toEqual(["14:45:12", "14:45:12", "14:45:12", "15:00:00"]);
  });

  test("with a byte changed is refused, wherever it is", async () => {
    const folder = cassetteFolder();
    await underWay(folder);
    const [{ path }] = await open[0].close();
    const bytes = readFileSync(path);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (place, change) => {
        const changed = Buffer.from(bytes);
        changed[place] ^= change;
        writeFileSync(path, changed);
        const { code, file } = await refusal(() => replay(folder));
        expect({ code, file }).toEqual({ code: "invalid_cassette", file: path });
      }),
      { numRuns: 300 },
    );
    writeFileSync(path, bytes);
    expect(replay(folder).recorded()).toHaveLength(3);
  });

  test("that is not packed at all is refused, also where its name is right", async () => {
    const folder = cassetteFolder();
    const bytes = Buffer.from("hello");
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const path = join(folder, `${DATE}-${sha256.slice(0, 16)}.jsonl.gz`);
    writeFileSync(path, bytes);
    const error = await refusal(() => replay(folder));
    expect(error).toMatchObject({ code: "invalid_cassette", file: path });
    expect(error.message).toContain("it cannot be unpacked: incorrect header check");
  });

  test("that was unpacked, changed and packed again is refused in the line that was changed", async () => {
    const folder = cassetteFolder();
    await underWay(folder);
    const text = readFileSync(join(folder, `${DATE}.jsonl`), "utf8");
    const [{ path }] = await open[0].close();
    writeFileSync(path, gzipSync(text.replace("45000", "45001")));
    const error = await refusal(() => replay(folder));
    expect(error).toMatchObject({ code: "invalid_cassette", file: path, line: 3 });
    expect(error.message).toMatch(/\.jsonl\.gz, line 3: it is not the line that was recorded here/);
  });
});

describe("a recording under way", () => {
  test("with a byte changed is refused with its line, wherever it is", async () => {
    const folder = cassetteFolder();
    const path = await underWay(folder);
    const bytes = readFileSync(path);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (place, change) => {
        const changed = Buffer.from(bytes);
        changed[place] ^= change;
        writeFileSync(path, changed);
        const { code, file, line } = await refusal(() => replay(folder));
        expect({ code, file }).toEqual({ code: "invalid_cassette", file: path });
        // A newline that is none any more makes one line of two.
        expect(line).toBe(bytes.subarray(0, place).toString("latin1").split("\n").length);
      }),
      { numRuns: 500 },
    );
  });

  test.each<[string, (lines: string[]) => string[], number]>([
    ["left out", (lines) => lines.filter((_, i) => i !== 2), 3],
    ["moved", ([a, b, c, d]) => [a, c, b, d], 2],
    ["put in", ([a, b, ...rest]) => [a, b, b, ...rest], 3],
    ["left out at the beginning", (lines) => lines.slice(1), 1],
  ])("with a line %s is refused there", async (_, change, line) => {
    const folder = cassetteFolder();
    const path = await underWay(folder);
    const lines = readFileSync(path, "utf8").trimEnd().split("\n");
    writeFileSync(path, `${change(lines).join("\n")}\n`);
    expect((await refusal(() => replay(folder))).line).toBe(line);
  });

  test("whose last line is torn answers from the others and says so, wherever it was torn", async () => {
    const folder = cassetteFolder();
    const path = await underWay(folder);
    const bytes = readFileSync(path);
    const last = bytes.lastIndexOf(10, bytes.length - 2) + 1;
    for (let end = last + 1; end < bytes.length; end += 7) {
      writeFileSync(path, bytes.subarray(0, end));
      const tape = replay(folder);
      expect(tape.recorded()).toHaveLength(2);
      expect(tape.notes).toEqual([`the last line of ${path} was not written to its end, and is left out`]);
    }
  });

  test("whose last line is torn is gone on with behind the line before", async () => {
    const folder = cassetteFolder();
    const path = await underWay(folder);
    crash(path);
    writeFileSync(path, readFileSync(path).subarray(0, -40));
    const later = recording(folder, "15:00");
    await later.leaderboard({ n: 1 });
    expect(later.notes).toEqual([
      `${DATE}.jsonl has 2 answers; this goes on behind them`,
      `the last line of ${DATE}.jsonl was not written to its end, and is dropped`,
    ]);
    expect(replay(folder).notes).toEqual([]);
    expect((await later.close())[0].lines).toBe(3);
  });

  test("whose first line is torn is begun anew, wherever it was torn", async () => {
    const folder = cassetteFolder();
    const path = await underWay(folder);
    const first = readFileSync(path, "utf8").split("\n")[0];
    crash(path);
    for (let end = 0; end <= first.length; end++) {
      writeFileSync(path, first.slice(0, end));
      const later = record(new TinySource(), folder, { now: () => at("15:00") });
      await later.leaderboard();
      expect(later.notes).toEqual([]);
      const [sealed] = await later.close();
      expect(sealed.lines).toBe(1);
      rmSync(sealed.path);
    }
    // Of another day, or something else altogether.
    for (const text of [first.slice(0, -4), "{}"].map((text) => text.replace("{", "[")))
      expect(
        await refusal(() => {
          writeFileSync(path, text);
          return recording(folder, "15:00").leaderboard();
        }),
      ).toMatchObject({ code: "invalid_cassette", file: path });
  });

  test("that was changed is not gone on with", async () => {
    const folder = cassetteFolder();
    const path = await underWay(folder);
    const text = readFileSync(path, "utf8").replace("45000", "45001");
    writeFileSync(path, text);
    crash(path);
    const later = recording(folder, "15:00");
    expect(await refusal(() => later.leaderboard())).toMatchObject({ code: "invalid_cassette", line: 3 });
    expect(readFileSync(path, "utf8")).toBe(text);
  });

  test("beside the sealed file that a crash left is read once", async () => {
    const folder = cassetteFolder();
    const path = await underWay(folder);
    const bytes = readFileSync(path);
    await open[0].close();
    writeFileSync(path, bytes);
    expect(replay(folder).recorded()).toHaveLength(3);
    const later = recording(folder, "15:00");
    await later.leaderboard({ n: 1 });
    await later.close();
    expect(readdirSync(folder)).toHaveLength(1);
    expect(replay(folder).recorded()).toHaveLength(4);
  });

  test("of the same session from another recording is refused", async () => {
    const [folder, other] = [cassetteFolder(), cassetteFolder()];
    const path = await underWay(folder);
    const stranger = recording(other, "10:00");
    await stranger.series("SPY");
    const [sealed] = await stranger.close();
    renameSync(sealed.path, join(folder, basename(sealed.path)));
    const error = await refusal(() => replay(folder));
    expect(error.message).toContain("another recording of the same session");
    expect([error.file, path, join(folder, basename(sealed.path))]).toContain(error.file);
  });
});

describe("a disk that fails", () => {
  test("refuses a folder that cannot be made at once", async () => {
    const folder = cassetteFolder();
    writeFileSync(join(folder, "file"), "");
    const error = await refusal(() => record(new TinySource(), join(folder, "file", "below")));
    expect(error).toMatchObject({ code: "cassette_not_written", file: join(folder, "file", "below") });
  });

  test("fails the question, with the file's name, and not silently", async () => {
    const folder = cassetteFolder();
    mkdirSync(join(folder, `${DATE}.jsonl`));
    const recorder = recording(folder, "14:45");
    expect(await refusal(() => recorder.leaderboard())).toMatchObject({
      code: "cassette_not_read",
      file: join(folder, `${DATE}.jsonl`),
    });
    // Once the way is free it goes on.
    rmSync(join(folder, `${DATE}.jsonl`), { recursive: true });
    expect((await recorder.leaderboard()).n).toBe(20);
  });

  test("notices that the file is gone, or that something else writes to it, and seals nothing then", async () => {
    for (const harm of [(path: string) => rmSync(path), (path: string) => appendFileSync(path, "x")]) {
      const folder = cassetteFolder();
      const path = await underWay(folder);
      const recorder = open.pop()!;
      harm(path);
      expect(await refusal(() => recorder.leaderboard())).toMatchObject({ code: "cassette_not_written", file: path });
      expect(await refusal(() => recorder.close())).toMatchObject({ code: "cassette_not_written", file: path });
      expect(readdirSync(folder).filter((name) => name.endsWith(".gz"))).toEqual([]);
    }
  });
});

describe("a recording of two sessions, of which one cannot be sealed", () => {
  async function twoDays(folder: string): Promise<Recorder> {
    let now = atNewYork("2026-06-11", "15:59");
    const recorder = record(new TinySource(), folder, { now: () => now });
    open.push(recorder);
    await recorder.leaderboard();
    now = atNewYork("2026-06-12", "09:31");
    await recorder.leaderboard();
    return recorder;
  }
  const names = (folder: string): string[] => readdirSync(folder).map((name) => name.replace(/-[0-9a-f]{16}/, ""));

  test("seals the other one, and leaves no lock", async () => {
    const folder = cassetteFolder();
    const recorder = await twoDays(folder);
    appendFileSync(join(folder, "2026-06-11.jsonl"), "x");
    for (let times = 0; times < 2; times++) {
      expect(await refusal(() => recorder.close())).toMatchObject({ file: join(folder, "2026-06-11.jsonl") });
      expect(names(folder)).toEqual(["2026-06-11.jsonl", "2026-06-12.jsonl.gz"]);
    }
    await expect(recorder.leaderboard()).rejects.toMatchObject({ code: "recording_closed" });
  });

  test("is sealed whole when it is closed again and the disk takes it", async () => {
    const folder = cassetteFolder();
    const recorder = await twoDays(folder);
    const inTheWay = join(folder, "2026-06-11.jsonl.gz.part");
    mkdirSync(inTheWay);
    expect(await refusal(() => recorder.close())).toMatchObject({ code: "cassette_not_written" });
    rmSync(inTheWay, { recursive: true });
    const sealed = await recorder.close();
    expect(sealed.map(({ date, lines }) => ({ date, lines }))).toEqual([
      { date: "2026-06-11", lines: 1 },
      { date: "2026-06-12", lines: 1 },
    ]);
    expect(names(folder)).toEqual(["2026-06-11.jsonl.gz", "2026-06-12.jsonl.gz"]);
    expect(await recorder.close()).toEqual(sealed);
  });
});

describe("a recording that is as long as can be read", () => {
  const question = { endpoint: "leaderboard", symbol: null, params: {} } as const;
  const head = { ...question, asked: at("14:45"), at: at("14:45"), status: 200 };

  test("takes no line that would make it longer, to the byte, and seals what it has", async () => {
    const append = (writer: CassetteWriter): void => writer.append(head, "x".repeat(250));
    const measured = openCassette(cassetteFolder(), DATE);
    const opening = measured.size;
    append(measured);
    const line = measured.size - opening;
    await measured.seal();
    for (const [longest, fit] of [
      [opening + 2 * line, 2],
      [opening + 2 * line - 1, 1],
    ]) {
      const folder = cassetteFolder();
      const writer = openCassette(folder, DATE, longest);
      for (let i = 0; i < fit; i++) append(writer);
      const error = await refusal(() => append(writer));
      expect(error).toMatchObject({ code: "cassette_not_written", file: writer.path });
      expect(error.message).toContain(`it would have more than ${longest} bytes, which cannot be read; close this`);
      expect(statSync(writer.path).size).toBe(opening + fit * line);
      expect((await writer.seal()).lines).toBe(fit);
      expect(replay(folder).recorded()).toMatchObject([{ answers: fit }]);
    }
  });

  test("one that is longer is refused with the reason, to read and to go on with", async () => {
    const folder = cassetteFolder();
    const path = join(folder, `${DATE}.jsonl`);
    writeFileSync(path, openingLine(DATE).text);
    truncateSync(path, 2 ** 31);
    const message = `${path}: it has more than 2147483647 bytes, which cannot be read`;
    for (const act of [() => replay(folder), () => recording(folder, "14:45").leaderboard()])
      expect(await refusal(act)).toMatchObject({ code: "cassette_not_read", file: path, message });
    expect(statSync(path).size).toBe(2 ** 31);
  });
});

describe("a second recorder of a session", () => {
  const leftBy = (file: string, holder: object): void =>
    writeFileSync(`${file}.lock`, JSON.stringify({ host: hostname(), began: null, id: "t", ...holder }));

  test("is refused with the file, the process and what to do, and goes on once the first is closed", async () => {
    const folder = cassetteFolder();
    const [first, second] = [recording(folder, "14:45"), recording(folder, "14:46")];
    await first.leaderboard();
    const error = await refusal(() => second.leaderboard());
    expect(error).toMatchObject({ code: "cassette_not_written", file: join(folder, `${DATE}.jsonl`) });
    expect(error.message).toContain(`a recorder of this process (${process.pid}) is open on it; close() that recorder`);
    await first.leaderboard();
    await first.close();
    await second.leaderboard();
    await second.close();
    expect(replay(folder).recorded()[0].answers).toBe(3);
    expect(cassetteNames(folder)).toEqual(readdirSync(folder));
  });

  test("is refused while the first one seals, so that nothing is lost", async () => {
    const folder = cassetteFolder();
    const [first, second] = [recording(folder, "14:45"), recording(folder, "14:46")];
    for (let i = 0; i < 20; i++) await first.leaderboard();
    let sealing = true;
    const closed = first.close().finally(() => (sealing = false));
    let [given, tried] = [0, 0];
    while (sealing) {
      tried++;
      await second.leaderboard({ n: 5 }).then(
        () => given++,
        (error: unknown) => expect(error).toMatchObject({ code: "cassette_not_written" }),
      );
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(tried).toBeGreaterThan(1);
    expect((await closed)[0].lines).toBe(20);
    await second.leaderboard({ n: 5 });
    const answers = replay(folder)
      .recorded()
      .map((row) => row.answers);
    expect(answers).toEqual([20, given + 1]);
  });

  test("in another process is refused, and harms nothing", async () => {
    const folder = cassetteFolder();
    const path = await underWay(folder);
    const before = readFileSync(path);
    const index = new URL("../../dist/index.js", import.meta.url).pathname;
    const script = `
      const { FlowEngine, record } = require(${JSON.stringify(index)});
      const flow = FlowEngine.simulate({ seed: 5, symbols: ["AVGO"], date: "${DATE}" });
      record(flow, ${JSON.stringify(folder)}).leaderboard().catch((error) => console.log(error.code, error.message));`;
    const child = spawnSync(process.execPath, ["-e", script], { encoding: "utf8" });
    expect(child.stdout).toContain(
      `cassette_not_written ${path}: process ${process.pid} is recording into it; close()`,
    );
    expect(readFileSync(path)).toEqual(before);
    expect((await open[0].close())[0].lines).toBe(3);
  });

  test.each<[string, () => object]>([
    ["of a process that is gone", () => ({ pid: spawnSync("true").pid })],
    ["of an earlier process of the same number", () => ({ pid: process.pid, began: "1" })],
  ])("takes over a lock %s", async (_, holder) => {
    const folder = cassetteFolder();
    leftBy(join(folder, `${DATE}.jsonl`), holder());
    const recorder = recording(folder, "14:45");
    await recorder.leaderboard();
    expect((await recorder.close())[0].lines).toBe(1);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  test("takes over a lock that says nothing only when it is old", async () => {
    const folder = cassetteFolder();
    const lock = join(folder, `${DATE}.jsonl.lock`);
    writeFileSync(lock, "");
    const recorder = recording(folder, "14:45");
    expect((await refusal(() => recorder.leaderboard())).message).toContain("another process begins to record into it");
    utimesSync(lock, new Date(), new Date(Date.now() - 60_000));
    expect((await recorder.leaderboard()).n).toBe(20);
  });

  test("does not take over the lock of another machine", async () => {
    const folder = cassetteFolder();
    leftBy(join(folder, `${DATE}.jsonl`), { pid: spawnSync("true").pid, host: "elsewhere" });
    const error = await refusal(() => recording(folder, "14:45").leaderboard());
    expect(error.message).toMatch(
      /process \d+ on elsewhere is recording into it.*If nothing records, remove .*\.lock$/,
    );
  });

  test("that took the lock by force ends the first, which writes and removes nothing more", async () => {
    const folder = cassetteFolder();
    const path = await underWay(folder);
    const first = open.pop()!;
    // As somebody does who believes that nothing records.
    rmSync(`${path}.lock`);
    const second = recording(folder, "15:00");
    await second.leaderboard();
    expect((await refusal(() => first.leaderboard())).message).toContain("something else has written to it");
    expect(await refusal(() => first.close())).toMatchObject({ code: "cassette_not_written", file: path });
    expect((await second.close())[0].lines).toBe(4);
  });
});

describe("failures", () => {
  /** A source whose board fails as it is told. */
  const failing = (errors: (Error | undefined)[]): TinySource => {
    const source = new TinySource();
    const answer = source.leaderboard;
    source.leaderboard = (params) => {
      const error = errors.shift();
      return error === undefined ? answer(params) : Promise.reject(error);
    };
    return source;
  };

  test("that tell nothing of the question are passed over for an older answer", async () => {
    const folder = cassetteFolder();
    const limit = new RateLimitError("Slowly.", { retryAfter: 3 });
    const recorder = recording(folder, "14:45", failing([undefined, limit, new ServerError("Out of order.")]));
    await recorder.leaderboard();
    for (const error of [limit, new ServerError("Out of order.")])
      await expect(recorder.leaderboard()).rejects.toEqual(error);
    const tape = replay(folder);
    expect((await tape.leaderboard()).n).toBe(20);
    expect(tape.recorded()).toMatchObject([{ endpoint: "leaderboard", answers: 1, failures: 2 }]);
  });

  test("are the answer where nothing else ever came", async () => {
    const folder = cassetteFolder();
    const recorder = recording(folder, "14:45", failing([new RateLimitError("Slowly.", { retryAfter: 3 })]));
    await recorder.leaderboard().catch(() => undefined);
    await expect(replay(folder).leaderboard()).rejects.toMatchObject({
      name: "RateLimitError",
      retryAfter: 3,
      retryAt: at("14:45") + 3000,
    });
  });

  test("of a mistake inside the source say nothing of it in the file", async () => {
    const folder = cassetteFolder();
    await expect(recording(folder, "14:45").strikeFlow("CRASH")).rejects.toThrow("secret detail");
    expect(textOf(folder)).not.toContain("secret detail");
    await expect(replay(folder).strikeFlow("CRASH")).rejects.toMatchObject({ name: "ServerError", status: 500 });
  });
});

describe("what is no cassette", () => {
  test.each<[string, (folder: string) => string, string]>([
    ["a folder that is not there", (folder) => join(folder, "nowhere"), "there is no such folder"],
    ["an empty folder", (folder) => folder, "there is no cassette in it; record(source, folder) makes one"],
    [
      "a folder of other things",
      (folder) => {
        writeFileSync(join(folder, "session.json"), "{}");
        return folder;
      },
      "there is no cassette in it",
    ],
    [
      "a file of another name",
      (folder) => {
        writeFileSync(join(folder, "notes.txt"), "{}");
        return join(folder, "notes.txt");
      },
      "a cassette is called 2026-06-05.jsonl",
    ],
  ])("%s", async (_, make, message) => {
    const path = make(cassetteFolder());
    const error = await refusal(() => replay(path));
    expect(error).toMatchObject({ code: "no_cassette", file: path });
    expect(error.message).toContain(message);
  });

  test("a file of the right name with something else in it", async () => {
    const folder = cassetteFolder();
    const path = join(folder, `${DATE}.jsonl`);
    for (const [text, message] of [
      ["", "it has no first line"],
      ['{"metric":"heat"}\n', "line 1: this is no cassette"],
    ]) {
      writeFileSync(path, text);
      expect((await refusal(() => replay(folder))).message).toContain(message);
    }
    expect(existsSync(path)).toBe(true);
  });

  test("a file that was named for another day", async () => {
    const folder = cassetteFolder();
    renameSync(await underWay(folder), join(folder, "2026-06-15.jsonl"));
    expect((await refusal(() => replay(folder))).message).toContain("it is of 2026-06-12, its name says 2026-06-15");
  });
});
