import { mkdirSync } from "node:fs";
import { newYorkDate } from "../session.js";
import { readKey } from "./base-url.js";
import { type CassetteWriter, openCassette, type SealedCassette } from "./cassette-writer.js";
import type { EndpointName } from "./endpoints.js";
import { AbortedError, CassetteError, FlowError } from "./errors.js";
import { type Question, questionAsked } from "./question.js";
import { instantOf } from "./schema-leaves.js";
import { scrubber } from "./scrub.js";
import { sourceBy } from "./source-by.js";
import type { FlowSource } from "./source.js";
import { errorToWire } from "./wire-errors.js";

/** Options of {@link record}. */
export interface RecordOptions {
  /**
   * Texts that must not get into the files, such as the API key of the client: `***` is written for them, below 8 characters
   * where no letter or digit touches them. FLASHALPHA_API_KEY is hidden without being named, and so are members of answers
   * that are called like a secret, and whatever has the shape of a key in the text of an error.
   */
  secrets?: readonly string[] | undefined;
  /**
   * The clock by which answers are filed, epoch milliseconds. Default: that of the source when it has one (the `instant` of
   * an engine or a replay), else the machine's; and where the answers say in `as_of` that they are of another New York day
   * than the machine's, that of the answers.
   */
  now?: (() => number) | undefined;
}

/** A source that writes down what it answers. */
export interface Recorder extends FlowSource {
  /** The folder. */
  readonly folder: string;
  /** What was found in the folder, in words: where a recording goes on, and a torn line that was dropped. */
  readonly notes: readonly string[];
  /** Questions written so far, and the bytes of the open files. */
  readonly written: { readonly lines: number; readonly bytes: number };
  /**
   * Ends the recording: lets questions under way end, and seals the file of each session, usually one. Recording into the
   * same folder later goes on behind it, and gives the file a new name.
   *
   * @throws CassetteError `cassette_not_written` when the disk refuses; what was recorded stays readable as it is, other
   *   sessions are sealed all the same, and closing again tries again.
   */
  close(): Promise<SealedCassette[]>;
}

/**
 * A source that answers as `source` does, errors included, and writes each answer into a file of its session in `folder`:
 * the raw answer or error, what was asked, and when. {@link replay} answers from it. Every line is with the system before
 * the answer is given, so that a crash loses none; `close()` seals the file. Keys are never written, see
 * {@link RecordOptions.secrets}.
 *
 * A session's lines have 2 GiB at most, as a replay reads them whole; what would not fit is refused.
 *
 * An answer that cannot be written is not given: the question rejects, since recording is what was asked for. A question
 * that its signal stopped is not written.
 *
 * @throws TypeError for a secret of fewer than 4 characters, which could not be told from other words.
 * @throws CassetteError `cassette_not_written` when the folder cannot be made. A question rejects with it when the disk
 *   refuses a line, or something else writes to the file; with `invalid_cassette` when what is there already was changed.
 * @example
 * const recorder = record(new FlowClient(), "cassettes");
 * await recorder.heatmap("SPY", { minutes: 390 });
 * const [{ path, sha256 }] = await recorder.close();
 */
export function record(source: FlowSource, folder: string, options: RecordOptions = {}): Recorder {
  const scrub = scrubber({
    ...Object.fromEntries((options.secrets ?? []).map((secret, i) => [`secrets[${i}]`, secret])),
    FLASHALPHA_API_KEY: readKey(process.env.FLASHALPHA_API_KEY),
  });
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw new CassetteError(folder, (cause as Error).message, { code: "cassette_not_written", cause });
  }
  const clock = clockOf(source, options.now);
  const writers = new Map<string, CassetteWriter>();
  const notes: string[] = [];
  const underWay = new Set<Promise<unknown>>();
  const written = { lines: 0, bytes: 0 };
  const sealed = new Map<string, SealedCassette>();
  let closed = false;
  let closing: Promise<SealedCassette[]> | undefined;

  const writerOf = (date: string): CassetteWriter => {
    let writer = writers.get(date);
    if (writer === undefined) {
      writer = openCassette(folder, date);
      notes.push(...writer.notes);
      writers.set(date, writer);
    }
    return writer;
  };
  const write = (question: Question, asked: number, result: Result): void => {
    const { asked: from, at } = clock.file(asked, result.body);
    const { endpoint, ...words } = question;
    const clean = result.status === 200 ? scrub.answer : scrub.error;
    const { body, ...rest } = clean({ ...words, ...result }) as Omit<Question, "endpoint"> & Result;
    writerOf(newYorkDate(at)).append({ endpoint, ...rest, asked: from, at }, body);
    written.lines++;
    written.bytes = [...writers.values()].reduce((sum, { size }) => sum + size, 0);
  };
  const ask = async (name: EndpointName, args: readonly unknown[]): Promise<unknown> => {
    const { question } = questionAsked(name, args);
    const asked = clock.now();
    let answer: unknown;
    try {
      answer = await (source as unknown as Record<EndpointName, Ask>)[name](...args);
    } catch (error) {
      if (!(error instanceof AbortedError)) write(question, asked, resultOf(error));
      throw error;
    }
    write(question, asked, { status: 200, body: answer });
    return answer;
  };
  const askWhileOpen = (name: EndpointName, args: readonly unknown[]): Promise<unknown> => {
    if (closed) return Promise.reject(new FlowError("This recording was closed.", { code: "recording_closed" }));
    const asked = ask(name, args);
    const done = (): void => void underWay.delete(asked);
    underWay.add(asked);
    asked.then(done, done);
    return asked;
  };

  const sealAll = async (): Promise<SealedCassette[]> => {
    await Promise.allSettled(underWay);
    const seals = [...writers].map(async ([date, writer]) => {
      if (!sealed.has(date)) sealed.set(date, await writer.seal());
    });
    for (const seal of await Promise.allSettled(seals)) if (seal.status === "rejected") throw seal.reason;
    return [...writers.keys()].map((date) => sealed.get(date)!);
  };

  return {
    folder,
    notes,
    written,
    ...sourceBy(askWhileOpen),
    close() {
      closed = true;
      closing ??= sealAll().finally(() => (closing = undefined));
      return closing;
    },
  };
}

type Ask = (...args: unknown[]) => Promise<unknown>;

interface Result {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

function resultOf(error: unknown): Result {
  const { status, headers, body } = errorToWire(error);
  return { status, ...(Object.keys(headers).length === 0 ? {} : { headers }), body };
}

interface RecordingClock {
  readonly now: () => number;
  /** When a question was asked and its answer came, by the clock of the recording. */
  readonly file: (asked: number, answer: unknown) => { asked: number; at: number };
}

function clockOf(source: FlowSource, now: (() => number) | undefined): RecordingClock {
  const own = source as { instant?: unknown };
  const given = now ?? (typeof own.instant === "number" ? () => own.instant as number : undefined);
  if (given !== undefined) return { now: given, file: (asked) => ({ asked, at: given() }) };
  // A server that stands on another day: its answers are filed by its clock, or they would be of a session they are not of.
  let ahead = 0;
  return {
    now: Date.now,
    file(asked, answer) {
      const came = Date.now();
      const said = instantOf((answer as { as_of?: string } | null)?.as_of ?? "");
      if (!Number.isNaN(said)) ahead = newYorkDate(said) === newYorkDate(came) ? 0 : said - came;
      return { asked: asked + ahead, at: came + ahead };
    },
  };
}
