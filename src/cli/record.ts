import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { readBaseUrl, readKey } from "../api/base-url.js";
import type { SealedCassette } from "../api/cassette-writer.js";
import { FlowClient } from "../api/client.js";
import { HEATMAP_METRICS } from "../api/endpoints.js";
import { readSymbol } from "../api/params.js";
import { PLAN_QUOTAS } from "../api/plans.js";
import { MACHINE, type PollClock } from "../api/poll.js";
import { record, type Recorder } from "../api/record.js";
import type { FlowSource } from "../api/source.js";
import type { HeatmapMetric } from "../api/types.js";
import { MINUTE, newYorkDate, newYorkTime, nextSession, sessionAt, toInstant } from "../session.js";
import { recordRounds, roundQuestions } from "./record-rounds.js";
import { shownPath } from "./run.js";

const USAGE = `zerodte record --symbols SPY,QQQ [options]

Records a live session until its end, or until it is interrupted: the four boards, and of each symbol snapshot, series,
hedge-flow, strike-flow and heatmaps, in rounds. Before the open it waits. What is recorded is on disk after each answer;
started again, it goes on behind it. replay("DIR") in a notebook answers from it, as of any time.

  --symbols A,B   which names
  --every TIME    from round to round, such as 30s or 2m (default 30s)
  --out DIR       the folder, one file a session (default: cassettes)
  --metrics A,B   layers of the heatmap (default: ${HEATMAP_METRICS.join(",")})
  --url URL       a server of this API, ?apiKey=KEY behind it if it asks for one (default: ZERODTE_URL, else the live API)
  --at-once       begin at once, and keep the time of the answers instead of this machine's: for a server that stands on
                  another day, such as one of zerodte serve
  --help          print this

FLASHALPHA_API_KEY is the key of the live API. No key is ever written.`;

/**
 * `zerodte record`: see its `--help`.
 *
 * @returns The exit code: 0 the session's end, an interrupt, or a day without a session; 1 it could not go on; 2 the command
 *   line is wrong.
 */
export async function recordCommand(argv: string[]): Promise<number> {
  let command: RecordCommand | "help";
  try {
    command = parseCommand(argv);
  } catch (error) {
    console.error(`zerodte record: ${(error as Error).message}`);
    return 2;
  }
  if (command === "help") {
    console.log(USAGE);
    return 0;
  }
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const name of signals) process.on(name, stop);
  try {
    return await recordUntil(command, controller.signal);
  } finally {
    for (const name of signals) process.off(name, stop);
  }
}

async function recordUntil(command: RecordCommand, signal: AbortSignal): Promise<number> {
  const { url, symbols, metrics, every, out, atOnce } = command;
  const client = new FlowClient(url === undefined ? {} : { baseUrl: url });
  const { flow, clock } = stoppable(client, signal, atOnce);
  // Sets the clock, and tells of a wrong address or key before the wait for the open.
  if (atOnce) {
    try {
      await flow.series(symbols[0], { minutes: 1 });
    } catch (error) {
      if (!signal.aborted) throw error;
      console.log("nothing was recorded");
      return 0;
    }
  }
  const begins = await untilOpen(clock, signal, atOnce);
  if (!begins) return 0;

  const secrets = url === undefined ? [] : [readBaseUrl(url).key ?? []].flat();
  const recorder = record(flow, out, { secrets, now: clock.now });
  console.log(`recording ${symbols.join(", ")} from ${client.baseUrl} into ${shownPath(out)}; stop with Ctrl-C`);
  console.log(`  ${describeRounds(symbols, metrics, every)}`);
  const line = progressLine();
  let noted = 0;
  try {
    await recordRounds(recorder, {
      ...{ symbols, metrics, every, clock, signal },
      onRound: ({ rounds, answers, failures }) => {
        for (; noted < recorder.notes.length; noted++) line.say(recorder.notes[noted]);
        const failed = failures === 0 ? "" : `   ${plural(failures, "failure")}`;
        line.show(
          `${newYorkTime(clock.now(), true)} ET   round ${rounds}   ${plural(answers, "answer")}${failed}   ` +
            megabytes(recorder.written.bytes),
        );
      },
      onTrouble: (asked, error, then) =>
        line.say(`${newYorkTime(clock.now(), true)} ET   ${asked}: ${error.message} (${then})`),
    });
  } finally {
    line.end();
    printSealed(await recorder.close(), recorder);
  }
  return 0;
}

/** Waits for the open; false when there is nothing to wait for, or the signal came. */
async function untilOpen(clock: PollClock, signal: AbortSignal, atOnce: boolean): Promise<boolean> {
  const now = clock.now();
  const session = sessionAt(now);
  if (session === null) {
    const next = nextSession(newYorkDate(now));
    console.log(`There is no session on ${newYorkDate(now)}; the next is on ${next.date}, from 09:30 ET.`);
    return false;
  }
  if (now >= session.close) console.log(`The session of ${session.date} is over; its whole day is asked for once.`);
  if (atOnce || now >= session.open) return true;
  console.log(`${newYorkTime(now)} ET; waiting for the open at 09:30 ET; stop with Ctrl-C`);
  // In short steps: a machine that slept wakes up in time.
  while (clock.now() < session.open && !signal.aborted)
    await clock.sleep(Math.min(MINUTE, session.open - clock.now()), signal).catch(() => undefined);
  return !signal.aborted;
}

/** The client, whose questions the signal stops, and the clock by which is recorded. */
function stoppable(client: FlowClient, signal: AbortSignal, ownTime: boolean): { flow: FlowSource; clock: PollClock } {
  let ahead = 0;
  const timed = async <A extends object>(asked: Promise<A>): Promise<A> => {
    const answer = await asked;
    if (ownTime && "as_of" in answer) ahead = toInstant(answer.as_of as string) - Date.now();
    return answer;
  };
  const options = { signal };
  return {
    clock: { ...MACHINE, now: () => Date.now() + ahead },
    flow: {
      leaderboard: (params) => timed(client.leaderboard(params, options)),
      snapshot: (symbol, params) => timed(client.snapshot(symbol, params, options)),
      series: (symbol, params) => timed(client.series(symbol, params, options)),
      hedgeFlow: (symbol, params) => timed(client.hedgeFlow(symbol, params, options)),
      strikeFlow: (symbol, params) => timed(client.strikeFlow(symbol, params, options)),
      heatmap: (symbol, params) => timed(client.heatmap(symbol, params, options)),
    },
  };
}

/** `28 questions a round, every 30 s: 21,840 a day`, and whether that is more than a plan allows. */
function describeRounds(symbols: readonly string[], metrics: readonly HeatmapMetric[], every: number): string {
  const questions = roundQuestions(symbols, metrics);
  const perDay = (count: number): number => Math.ceil((390 * MINUTE) / every) * count;
  // What the smaller plan may ask of these.
  const growth = perDay(5 * symbols.length);
  const number = (value: number): string => value.toLocaleString("en-US");
  const text = `${questions.length} questions a round, every ${every / 1000} s: ${number(perDay(questions.length))} requests a day`;
  return growth <= PLAN_QUOTAS.Growth
    ? text
    : `${text}\n  a Growth key may ask ${number(growth)} of them, and has ${number(PLAN_QUOTAS.Growth)} a day: ask less often with --every; Alpha has no limit`;
}

function printSealed(files: readonly SealedCassette[], recorder: Recorder): void {
  if (files.length === 0) console.log("nothing was recorded");
  for (const { date, path, sha256, lines, bytes } of files) {
    console.log(`${date}: ${plural(lines, "answer")}, ${megabytes(bytes)}, sealed in ${shownPath(path)}`);
    console.log(`  SHA-256 ${sha256}`);
  }
  if (files.length > 0) {
    const folder = JSON.stringify(shownPath(recorder.folder));
    console.log(`  replay(${folder}).at("14:32") in a notebook, or zerodte serve --cassette ${folder}`);
  }
}

/** In a terminal one line that changes; elsewhere a line each time. */
function progressLine(): { show: (text: string) => void; say: (text: string) => void; end: () => void } {
  const tty = process.stdout.isTTY;
  let shown = "";
  const clear = (): void => void (tty && shown !== "" && process.stdout.write(`\r${" ".repeat(shown.length)}\r`));
  return {
    show: (text) => {
      clear();
      shown = text;
      process.stdout.write(tty ? text : `${text}\n`);
    },
    say: (text) => {
      clear();
      process.stdout.write(`${text}\n${tty ? shown : ""}`);
    },
    end: () => void (tty && shown !== "" && process.stdout.write("\n")),
  };
}

function plural(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

interface RecordCommand {
  symbols: string[];
  metrics: HeatmapMetric[];
  every: number;
  out: string;
  url: string | undefined;
  atOnce: boolean;
}

/** @throws Error of one line that says what is wrong with the command line. */
function parseCommand(argv: string[]): RecordCommand | "help" {
  const { values } = parseArgs({
    args: argv,
    options: {
      symbols: { type: "string" },
      every: { type: "string", default: "30s" },
      out: { type: "string", default: "cassettes" },
      metrics: { type: "string", default: HEATMAP_METRICS.join(",") },
      url: { type: "string" },
      "at-once": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  const symbols = [...new Set(listOf(values.symbols ?? "").map(readSymbol))];
  if (symbols.length === 0) throw new Error("which names? Give --symbols SPY,QQQ");
  const metrics = listOf(values.metrics).map((metric) => {
    const known = HEATMAP_METRICS.find((each) => each === metric);
    if (known === undefined) throw new Error(`--metrics ${metric}: give some of ${HEATMAP_METRICS.join(",")}`);
    return known;
  });
  const every = milliseconds(values.every);
  const url = values.url ?? process.env.ZERODTE_URL;
  if (!url && readKey(process.env.FLASHALPHA_API_KEY) === undefined)
    throw new Error("there is nothing to record: set FLASHALPHA_API_KEY for the live API, or give --url URL");
  return { symbols, metrics, every, out: resolve(values.out), url: url || undefined, atOnce: values["at-once"] };
}

function listOf(text: string): string[] {
  return text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function milliseconds(text: string): number {
  const [, amount = "", unit] = /^(\d+(?:\.\d+)?)(s|m)$/.exec(text) ?? [];
  const time = Number(amount || NaN) * (unit === "m" ? MINUTE : 1000);
  if (!(time >= 1000 && time <= 30 * MINUTE))
    throw new Error(`--every ${text}: give a time from 1s to 30m, such as 30s`);
  return time;
}
