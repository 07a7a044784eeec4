import { instantOn, newYorkTime, type Session, sessionOn } from "../session.js";
import { type BarEndpoint, hasBars, windowOf } from "./bar-window.js";
import { type Cassette, cassetteFiles, readCassette } from "./cassette-files.js";
import type { CassetteEntry } from "./cassette-line.js";
import { barsOf, boardOf, deltaOf, type Recorded } from "./derive-answer.js";
import type { EndpointName } from "./endpoints.js";
import { CassetteError, type FlowError, NotFoundError } from "./errors.js";
import { type Question, questionAsked, questionKey, questionText } from "./question.js";
import { inLongerBars, minutesBefore, shorterThan } from "./longer-bars.js";
import type { Rewindable } from "./server.js";
import { sourceBy } from "./source-by.js";
import type { FlowSource } from "./source.js";
import type { BarSize, Heatmap, HedgeFlow, Leaderboard, Series } from "./types.js";
import type { BarAnswer } from "./watch.js";
import { errorFromWire } from "./wire-errors.js";

/** Options of {@link replay}. */
export interface ReplayOptions {
  /** The session, yyyy-MM-dd; default: the only one in the folder, or the latest. */
  date?: string | undefined;
}

/** One question that was recorded, however often: a row for `console.table`. */
export interface RecordedQuestion {
  endpoint: EndpointName;
  /** null for the leaderboard. */
  symbol: string | null;
  /** `metric gex, mode raw, bar 1m, minutes 60`. */
  parameters: string;
  /** How often it was answered, refusals such as `symbol_not_found` included. */
  answers: number;
  /** How often no answer came of it: a key, a plan, a quota, a server that failed. */
  failures: number;
  /** New York time of the first and the last. */
  first: string;
  last: string;
}

/** A recorded session that answers. */
export interface Replay extends FlowSource, Rewindable {
  /** The session's New York date. */
  readonly date: string;
  /** The session; null for a recording of a day without one. */
  readonly session: Session | null;
  /** The file that was read. */
  readonly file: string;
  /** When the first and the last line was recorded, epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  /** The instant at which it stands, epoch milliseconds: as {@link at} set it, else the recording's end. */
  readonly instant: number;
  /** What there is to say of the file, in words: that its last line was not written to its end. Mostly empty. */
  readonly notes: readonly string[];
  /** The questions that had been asked by its instant, in the order of the first time. */
  recorded(): RecordedQuestion[];
  /**
   * The same recording at an instant: New York time of its session (`"14:32"`), ISO with a zone, or epoch milliseconds.
   *
   * @throws RangeError for a time that cannot be read, or one of another day than the session's.
   */
  at(instant: number | string): Replay;
}

/**
 * A recording of {@link record} as a source. It answers with the last answer that had come by its instant, at first the
 * recording's end, and sees nothing later. Answers are as they were given, `as_of` included.
 *
 * A question that was not asked in these very words is answered where that takes nothing but leaving out and putting
 * together: fewer rows of a board, fewer minutes, more minutes out of answers whose windows follow on each other, `delta` of
 * `raw`. Where an answer that was joined did not have a strike, its cell is null. Any other is a NotFoundError
 * `not_recorded`, which tells what there is. What was refused when it was recorded is refused again.
 *
 * Every byte is checked before anything is answered: a change of a file under way is found in its line, of a sealed file by
 * the SHA-256 in its name. Whoever can write a file can name it anew, so keep the whole SHA-256 where it matters. Of a
 * file under way lines missing at its end cannot be told from lines that were never recorded.
 *
 * @param path a folder, or one file
 * @throws CassetteError `no_cassette` when there is none, or none of the date; `invalid_cassette` naming file and line when
 *   it is not as it was recorded.
 * @example
 * const flow = replay("cassettes").at("14:32");
 * const board = await flow.leaderboard({ metric: "heat", n: 5 });
 */
export function replay(path: string, options: ReplayOptions = {}): Replay {
  const files = cassetteFiles(path);
  const dates = [...new Set(files.map((file) => file.date))].sort();
  const { date = dates.at(-1) } = options;
  if (date === undefined || !dates.includes(date)) {
    const there = dates.length === 0 ? "there is no cassette in it" : `it holds ${dates.join(", ")}, not ${date}`;
    throw new CassetteError(path, `${there}; record(source, folder) makes one`, { code: "no_cassette" });
  }
  const cassette = readCassette(files.filter((file) => file.date === date));
  if (cassette.entries.length === 0)
    throw new CassetteError(cassette.file.path, "nothing was recorded in it yet", { code: "no_cassette" });
  // In the order of their coming, should several clocks have been recorded into one file.
  const entries = [...cassette.entries].sort((a, b) => a.at - b.at);
  return replayAt(tapeOf(cassette, entries), undefined);
}

/** What all replays of a file share. */
interface RecordedSession {
  readonly cassette: Cassette;
  readonly entries: readonly CassetteEntry[];
  /** Entries by endpoint and symbol, in the order of their coming. */
  readonly byName: ReadonlyMap<string, readonly CassetteEntry[]>;
}

function tapeOf(cassette: Cassette, entries: readonly CassetteEntry[]): RecordedSession {
  const byName = new Map<string, CassetteEntry[]>();
  for (const entry of entries) {
    const list = byName.get(nameOf(entry));
    if (list === undefined) byName.set(nameOf(entry), [entry]);
    else list.push(entry);
  }
  return { cassette, entries, byName };
}

function nameOf({ endpoint, symbol }: Question): string {
  return `${endpoint} ${symbol}`;
}

function replayAt(recorded: RecordedSession, set: number | undefined): Replay {
  const { cassette, entries, byName } = recorded;
  const { date, file, torn } = cassette;
  const [from, to] = [entries[0].at, entries[entries.length - 1].at];
  const instant = set ?? to;
  const answer = async (name: EndpointName, args: readonly unknown[]): Promise<unknown> => {
    const { question, problem } = questionAsked(name, args);
    const candidates = (byName.get(nameOf(question)) ?? []).filter(({ at }) => at <= instant);
    // What cannot be read is given as it was, if it ever was, and not cut or joined: nobody knows what it asks for.
    const found = answerOf(file.path, candidates, question, problem === undefined);
    if (found !== undefined) return found;
    throw problem ?? notRecorded(question, recorded, instant);
  };
  return {
    date,
    session: sessionOn(date),
    file: file.path,
    from,
    to,
    instant,
    notes: torn ? [`the last line of ${file.path} was not written to its end, and is left out`] : [],
    recorded: () => questionsOf(entries.filter(({ at }) => at <= instant)),
    at: (when) => replayAt(recorded, instantOn(date, when, "the only day of this recording")),
    ...sourceBy(answer),
  };
}

/** Answers and refusals that are about the question. Others are of the moment, or of the key that it was asked with. */
const ABOUT_THE_QUESTION: ReadonlySet<number> = new Set([200, 400, 404]);

/**
 * The answer to a question from entries of its endpoint and symbol: that of the newest from which it can be had, or only
 * of one that was asked in the same words.
 *
 * @throws FlowError what the question was refused with; a failure of the moment only when nothing else ever came.
 */
function answerOf(file: string, entries: readonly CassetteEntry[], question: Question, mayDerive: boolean): unknown {
  const key = questionKey(question);
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i];
    if (!ABOUT_THE_QUESTION.has(entry.status)) continue;
    const same = questionKey(entry) === key;
    if (same && entry.status !== 200) throw errorOf(entry);
    if (same) return bodyOf(file, entry);
    if (entry.status !== 200 || !mayDerive) continue;
    const derived = derivedFrom(file, entries, i, question);
    if (derived !== undefined) return derived;
  }
  const failed = entries.filter((entry) => questionKey(entry) === key).at(-1);
  if (failed !== undefined) throw errorOf(failed);
  return undefined;
}

/** The answer as far as it can be derived from an entry and those before it. */
function derivedFrom(file: string, entries: readonly CassetteEntry[], last: number, question: Question): unknown {
  const entry = entries[last];
  const recorded = <A>(of: CassetteEntry): Recorded<A> => ({ question: of, answer: bodyOf(file, of) as A });
  if (question.endpoint === "leaderboard") {
    if (!differsIn(entry, question, ["n"])) return undefined;
    return boardOf(recorded<Leaderboard>(entry), Number(question.params.n));
  }
  if (!hasBars(question.endpoint)) return undefined;
  const { mode, bar } = question.params;
  const minutes = Number(question.params.minutes);
  const joined = (of: Question, length: number): BarAnswer | undefined =>
    differsIn(entry, of, ["minutes"]) ? barsOf(olderFrom(entries, last, of, recorded<BarAnswer>), length) : undefined;
  if (mode === "delta") {
    if (differsIn(entry, question, ["minutes"])) return sameWindow(recorded<Heatmap>(entry), minutes);
    const raw = joined(withParam(question, "mode", "raw"), minutes) as Heatmap | undefined;
    return raw && deltaOf(raw);
  }
  const size = entry.params.bar;
  if (typeof size !== "string" || typeof bar !== "string" || !shorterThan(bar).includes(size))
    return joined(question, minutes);
  const short = joined(withParam(question, "bar", size), minutes + minutesBefore(bar as BarSize));
  return short && inLongerBars(short as Series | HedgeFlow, bar as BarSize, minutes);
}

function withParam(question: Question, name: string, value: string): Question {
  return { ...question, params: { ...question.params, [name]: value } };
}

/** The answers that differ in their minutes only, the newest first. */
function* olderFrom(
  entries: readonly CassetteEntry[],
  last: number,
  question: Question,
  read: (entry: CassetteEntry) => Recorded<BarAnswer>,
): Generator<Recorded<BarAnswer>, void> {
  for (let i = last; i >= 0; i--)
    if (entries[i].status === 200 && differsIn(entries[i], question, ["minutes"])) yield read(entries[i]);
}

/** An answer whose window does not change with the minutes, as both reach back to the open. */
function sameWindow({ question, answer }: Recorded<Heatmap>, minutes: number): Heatmap | undefined {
  const own = windowOf(question.endpoint as BarEndpoint, answer, Number(question.params.minutes));
  return own !== undefined && own.from === windowOf(question.endpoint as BarEndpoint, answer, minutes)?.from
    ? answer
    : undefined;
}

/** Whether two questions of the same endpoint and symbol differ in nothing but these numbers, which may also be equal. */
function differsIn(a: Question, b: Question, names: readonly string[]): boolean {
  const keys = new Set([...Object.keys(a.params), ...Object.keys(b.params)]);
  return [...keys].every((key) =>
    // One that could not be read when it was recorded is a text, of which it is unknown what it got.
    names.includes(key) ? typeof a.params[key] === "number" : a.params[key] === b.params[key],
  );
}

function bodyOf(file: string, { body, line }: CassetteEntry): unknown {
  try {
    return JSON.parse(body.toString());
  } catch (cause) {
    throw new CassetteError(file, "its answer is no JSON", { line, cause });
  }
}

function errorOf({ status, headers = {}, body, at }: CassetteEntry): FlowError {
  return errorFromWire(status, new Headers(headers), body.toString(), at);
}

function notRecorded(question: Question, { entries, byName, cassette }: RecordedSession, instant: number): FlowError {
  const known = entries.filter(({ at, symbol }) => at <= instant && symbol === question.symbol);
  const time = `${newYorkTime(instant, true)} ET on ${cassette.date}`;
  const name = question.symbol ?? "the leaderboard";
  const there = questionsOf(known).map(
    ({ endpoint, parameters, first, last }) =>
      `${endpoint}${parameters === "" ? "" : ` (${parameters})`} ${first} to ${last}`,
  );
  const symbols = [...new Set([...byName.values()].map(([{ symbol }]) => symbol ?? "the leaderboard"))];
  const begun = newYorkTime(entries[0].at, true);
  const instead =
    there.length > 0
      ? `Of ${name} there is: ${there.slice(0, 12).join("; ")}${there.length > 12 ? "; …" : ""}.`
      : symbols.includes(name)
        ? `Of ${name} there is nothing yet at that time; the recording begins at ${begun} ET.`
        : `Of ${name} there is nothing in it, only of ${symbols.join(", ")}.`;
  return new NotFoundError(`Not recorded by ${time}: ${questionText(question)}. ${instead}`, { code: "not_recorded" });
}

function questionsOf(entries: readonly CassetteEntry[]): RecordedQuestion[] {
  const rows = new Map<string, RecordedQuestion>();
  for (const entry of entries) {
    const { endpoint, symbol, at, status } = entry;
    const time = newYorkTime(at, true);
    const parameters = questionText(entry).split(", ").slice(1).join(", ");
    const row = rows.get(questionKey(entry)) ?? {
      ...{ endpoint, symbol, parameters, answers: 0, failures: 0 },
      ...{ first: time, last: time },
    };
    if (ABOUT_THE_QUESTION.has(status)) row.answers++;
    else row.failures++;
    row.last = time;
    rows.set(questionKey(entry), row);
  }
  return [...rows.values()];
}
