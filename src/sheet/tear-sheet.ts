import { inspect } from "node:util";
import { NotFoundError } from "../api/errors.js";
import { isNoZeroDte, isSessionClosed } from "../api/snapshot-types.js";
import type { FlowSource } from "../api/source.js";
import type { Near } from "../grid/near.js";
import { toInstant } from "../session.js";
import { askAll, type Asked } from "./sheet-answers.js";
import { sheetHtml, sheetText } from "./sheet-bundle.js";
import { SHEET_PARTS, type MadeFrom, type SheetPart, type TearSheetSection } from "./sheet-parts.js";

/** A part that could not be made. */
export interface MissingSection {
  title: string;
  /** In a sentence. */
  why: string;
  /** The error's code, such as `tier_restricted`, or `no_zero_dte`, `session_closed`, `no_data`. */
  code: string;
}

/** The session of one name on one sheet. */
export interface TearSheet {
  symbol: string;
  /** When the latest of its answers was made, UTC. */
  as_of: string;
  /** Where the numbers come from, when not from the live API. */
  origin?: string;
  /** In the order in which they are read. */
  sections: TearSheetSection[];
  missing: MissingSection[];
}

/** Options of {@link tearSheet}. */
export interface TearSheetOptions {
  /** How far back it looks, 1 to 390; default 390, the session so far. */
  minutes?: number | undefined;
  /** The strikes that figures show, see {@link Near}; default 0.02, 2 % to both sides. Tables are of all. */
  near?: Near | undefined;
  /** Most rows of a table of strikes or names; default 10. */
  n?: number | undefined;
}

/**
 * The session of one name in one call: its place on the board, its levels, gamma exposure by strike and minute, its largest
 * strikes, levels over time, what made its flow, and its sign flips. It asks seven questions, each once and all at the same
 * time: leaderboard, snapshot, series, hedge-flow of calls and of puts, strike-flow and heatmap.
 *
 * What it cannot make it names in `missing` and says why: a plan that is too low, nothing that expires today, no bars yet.
 * The sheet is plain data; as the last expression of a cell it shows itself, in a script `show(sheet)` prints it.
 *
 * @throws FlowError when no question is answered, and a NotFoundError for a name that the source does not know.
 * @throws RangeError when `n` is not a whole number, 1 or more, or `near` is none of {@link Near}.
 * @example
 * const sheet = await tearSheet(flow, "SPY");
 * sheet.missing; // what is not on it
 */
export async function tearSheet(
  source: FlowSource,
  symbol: string,
  { minutes = 390, near = 0.02, n = 10 }: TearSheetOptions = {},
): Promise<TearSheet> {
  if (!(Number.isInteger(n) && n >= 1)) throw new RangeError(`n is how many rows to show, 1 or more, not ${n}`);
  const asked = await askAll(source, symbol, minutes);
  const name = asked.answers.snapshot?.symbol ?? asked.answers.gex?.symbol ?? symbol;
  const sections: TearSheetSection[] = [];
  const missing: MissingSection[] = [];
  for (const part of SHEET_PARTS) {
    const made = sectionOf(part, asked, { symbol: name, near, n });
    if ("why" in made) missing.push(made);
    else sections.push(made);
  }
  const { snapshot } = asked.refusals;
  const known = sections.some(({ title }) => title !== SHEET_PARTS[0].title);
  if (!known && snapshot instanceof NotFoundError) throw snapshot;
  return shown({ symbol: name, ...sourceOf(asked), sections, missing });
}

function sectionOf(
  { title, needs, make }: SheetPart,
  { answers, refusals }: Asked,
  look: Parameters<SheetPart["make"]>[1],
): TearSheetSection | MissingSection {
  const refusal = needs.map((need) => refusals[need]).find((error) => error !== undefined);
  if (refusal !== undefined) return { title, why: refusal.message, code: refusal.code };
  const made = make(answers as MadeFrom, look); // what it needs is there, as nothing of it was refused
  return made === null ? { title, ...whyEmpty(answers, needs[0] === "board") } : { title, ...made };
}

/** Why an answer is empty: the snapshot tells, where it is one that says so. */
function whyEmpty({ snapshot }: Asked["answers"], ofBoard: boolean): Omit<MissingSection, "title"> {
  if (snapshot !== undefined && isSessionClosed(snapshot)) return { why: snapshot.message, code: "session_closed" };
  if (!ofBoard && snapshot !== undefined && isNoZeroDte(snapshot))
    return { why: snapshot.message, code: "no_zero_dte" };
  const why = ofBoard
    ? "No name is on the board yet."
    : "The answer holds no values yet: nothing was sampled or traded.";
  return { why, code: "no_data" };
}

function sourceOf({ answers }: Asked): { as_of: string; origin?: string } {
  const all = Object.values(answers);
  const dated = all.flatMap((answer) => ("as_of" in answer ? [answer.as_of] : []));
  const latest = dated.reduce((last, as_of) => (last === "" || toInstant(as_of) > toInstant(last) ? as_of : last), "");
  const origin = all.find(({ data_origin }) => data_origin !== undefined)?.data_origin;
  return { as_of: latest, ...(origin === undefined ? {} : { origin }) };
}

/** Plain data that carries, where nobody who looks at it sees it, how it is shown. */
function shown(sheet: TearSheet): TearSheet {
  return Object.defineProperties(sheet, {
    [Symbol.for("Jupyter.display")]: {
      value(this: TearSheet) {
        return { "text/html": sheetHtml(this), "text/plain": sheetText(this) };
      },
    },
    [inspect.custom]: {
      value(this: TearSheet) {
        return sheetText(this);
      },
    },
  });
}
