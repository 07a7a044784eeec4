import { createHash } from "node:crypto";
import { once } from "../once.js";
import { CassetteError } from "./errors.js";
import { jsonText } from "./json-text.js";
import { loadZod } from "./load-zod.js";
import type { Question } from "./question.js";

/*
 * A cassette is lines of JSON. The first says what it is: `{"chain":"…","zerodte_cassette":1,"date":"2026-06-05"}`. Each
 * other is a question and what came back:
 *
 *   {"chain":"9f86d081884c7d65","asked":1780684319650,"at":1780684320000,"endpoint":"heatmap","symbol":"SPY",
 *    "params":{"metric":"gex",…},"status":200,"body":{…}}
 *
 * `chain` is the beginning of the SHA-256 of the line before's `chain` and this line's text without its own, so that no line
 * can be changed, left out, put in or moved without the chain breaking there.
 */

/** What a line says besides the body. */
export interface CassetteHead extends Question {
  /** When it was asked and when the answer came, epoch milliseconds. */
  readonly asked: number;
  readonly at: number;
  /** 200 for an answer; else an error in the wire's form, with the headers that it needs to be read. */
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** One line as it was read. */
export interface CassetteEntry extends CassetteHead {
  /** Number of the line, from 1. */
  readonly line: number;
  /** The body's JSON, not read yet: most bodies of a day are never asked for. */
  readonly body: Buffer;
}

/** The lines of a cassette, checked. */
export interface CassetteLines {
  readonly date: string;
  readonly entries: readonly CassetteEntry[];
  /** Of the last line, to which the next is chained. */
  readonly chain: string;
  /** Bytes up to the end of the last whole line. */
  readonly length: number;
  /** Whether a line behind it was not written to its end. */
  readonly torn: boolean;
}

const FORMAT = 1;
const CHAIN_DIGITS = 16;
const [OPENING, MIDDLE] = ['{"chain":"', '",'];
const PREFIX = OPENING.length + CHAIN_DIGITS + MIDDLE.length;
const BODY = Buffer.from(',"body":');
const NEWLINE = 10;

/** Made when the first cassette is read. */
const schemas = once(() => {
  const { z } = loadZod();
  const firstLine = z.object({ zerodte_cassette: z.literal(FORMAT), date: z.iso.date() });
  const head = z.object({
    asked: z.number(),
    at: z.number(),
    endpoint: z.enum(["leaderboard", "snapshot", "series", "hedgeFlow", "strikeFlow", "heatmap"]),
    symbol: z.string().nullable(),
    params: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
    status: z.int(),
    headers: z.record(z.string(), z.string()).optional(),
  });
  return { firstLine, head };
});

/** A cassette's first line, and the chain behind it. */
export function openingLine(date: string): { text: string; chain: string } {
  return chained("", JSON.stringify({ zerodte_cassette: FORMAT, date }));
}

/**
 * The line of a question and its answer, chained to the one before.
 *
 * @throws TypeError for an answer that JSON has no word for.
 */
export function entryLine(previous: string, entry: CassetteHead, body: unknown): { text: string; chain: string } {
  const { asked, at, endpoint, symbol, params, status, headers } = entry;
  const text = JSON.stringify({ asked, at, endpoint, symbol, params, status, headers });
  return chained(previous, `${text.slice(0, -1)}${BODY.toString()}${jsonText(body)}}`);
}

/**
 * Reads the lines of a cassette and checks each one's chain. A last line without its end is what a crash leaves: it is left
 * out, and `torn` says so.
 *
 * @param file for the messages
 * @throws CassetteError `invalid_cassette` with the line at which the chain breaks.
 */
export function readLines(file: string, bytes: Buffer): CassetteLines {
  const wrong = (line: number, problem: string): CassetteError => new CassetteError(file, problem, { line });
  const entries: CassetteEntry[] = [];
  let date: string | undefined;
  let chain = "";
  let start = 0;
  let line = 0;
  for (;;) {
    const end = bytes.indexOf(NEWLINE, start);
    if (end === -1) break;
    line++;
    const text = bytes.subarray(start, end);
    const said = text.subarray(OPENING.length, OPENING.length + CHAIN_DIGITS).toString("latin1");
    if (!isChained(text) || said !== chainOf(chain, text.subarray(PREFIX)))
      throw line === 1
        ? wrong(1, "this is no cassette, or its first line was changed")
        : wrong(line, "it is not the line that was recorded here: one was changed, left out, put in or moved");
    chain = said;
    if (date === undefined) date = readFirst(file, text);
    else entries.push({ ...readHead(file, line, text), line });
    start = end + 1;
  }
  const rest = bytes.subarray(start);
  // A crash leaves the beginning of a line; a whole line with something else in place of its end was tampered with.
  if (rest.length > PREFIX && isChained(rest)) {
    const whole = rest.subarray(0, -1);
    const said = whole.subarray(OPENING.length, OPENING.length + CHAIN_DIGITS).toString("latin1");
    if (said === chainOf(chain, whole.subarray(PREFIX))) throw wrong(line + 1, "its end was changed");
  }
  if (date === undefined) throw new CassetteError(file, "this is no cassette: it has no first line");
  return { date, entries, chain, length: start, torn: rest.length > 0 };
}

function chained(previous: string, json: string): { text: string; chain: string } {
  const rest = Buffer.from(json.slice(1));
  const chain = chainOf(previous, rest);
  return { text: `${OPENING}${chain}${MIDDLE}${json.slice(1)}\n`, chain };
}

function chainOf(previous: string, rest: Buffer): string {
  return createHash("sha256").update(previous).update("{").update(rest).digest("hex").slice(0, CHAIN_DIGITS);
}

function isChained(text: Buffer): boolean {
  return (
    text.subarray(0, OPENING.length).toString("latin1") === OPENING &&
    text.subarray(OPENING.length + CHAIN_DIGITS, PREFIX).toString("latin1") === MIDDLE
  );
}

function readFirst(file: string, text: Buffer): string {
  const read = schemas().firstLine.safeParse(parse(text));
  if (!read.success) throw new CassetteError(file, "a newer release made it, or it is no cassette", { line: 1 });
  return read.data.date;
}

function readHead(file: string, line: number, text: Buffer): Omit<CassetteEntry, "line"> {
  const at = text.indexOf(BODY);
  // Inside of a text its quotes would be escaped, so the first one is the member.
  const read =
    at === -1 ? undefined : schemas().head.safeParse(parse(Buffer.concat([text.subarray(0, at), Buffer.from("}")])));
  if (!read?.success) throw new CassetteError(file, "it is no question with its answer", { line });
  return { ...read.data, body: text.subarray(at + BODY.length, -1) };
}

function parse(json: Buffer): unknown {
  try {
    return JSON.parse(json.toString());
  } catch {
    return undefined;
  }
}
