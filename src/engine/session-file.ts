import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { TapeError } from "../api/errors.js";
import { loadZod } from "../api/load-zod.js";
import { readSymbol } from "../api/params.js";
import { once } from "../once.js";
import { sessionOn, toInstant, toIso, type Session } from "../session.js";
import type { TapeGap } from "./tape.js";

/** What `session.json` of a tape folder says. */
interface SessionFile {
  symbol: string;
  session: Session;
  multiplier: number;
  origin: string;
  gaps: TapeGap[];
  /** Not after the close; undefined when the file does not say. */
  recordedTo: number | undefined;
}

const EXAMPLE = 'such as {"symbol": "GOOG", "date": "2015-12-24"}';

/** Made when the first folder is read. */
const schema = once(() => {
  const { z } = loadZod();
  const instant = z.union([z.string(), z.number()]).transform((time, context) => {
    try {
      return toInstant(time);
    } catch (error) {
      context.addIssue({ code: "custom", message: (error as Error).message });
      return z.NEVER;
    }
  });

  // Strict: a misspelt key would otherwise be a setting that silently does nothing.
  return z.strictObject({
    symbol: z.string().transform((symbol, context) => {
      try {
        return readSymbol(symbol);
      } catch (error) {
        context.addIssue({ code: "custom", message: (error as Error).message });
        return z.NEVER;
      }
    }),
    date: z.string(),
    multiplier: z.number().positive().default(100),
    origin: z.string().optional(),
    gaps: z
      .array(
        z.strictObject({ from: instant, to: instant }).refine(({ from, to }) => from < to, "from must be before to"),
      )
      .default([]),
    recorded_to: instant.optional(),
  });
});

/**
 * Reads `session.json` of a tape folder; see {@link readTape} for what stands in it.
 *
 * @throws TapeError naming the file and what is wrong with it.
 */
export async function readSessionFile(folder: string): Promise<SessionFile> {
  const path = join(folder, "session.json");
  const wrong = (what: string, cause?: unknown): TapeError => new TapeError(`${path}: ${what}`, { cause });
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw wrong(`cannot be read (${(cause as NodeJS.ErrnoException).code}); a tape folder has one, ${EXAMPLE}`, cause);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw wrong(`is not JSON (${(cause as Error).message}); ${EXAMPLE}`, cause);
  }
  const read = schema().safeParse(value);
  if (!read.success) {
    const issues = read.error.issues.map(({ path: at, message }) =>
      at.length ? `${at.join(".")}: ${message}` : message,
    );
    throw wrong(`${issues.join("; ")}; ${EXAMPLE}`, read.error);
  }
  const { symbol, date, multiplier, gaps, recorded_to, origin = `recorded session of ${symbol}, ${date}` } = read.data;
  let session: Session | null;
  try {
    session = sessionOn(date);
  } catch (cause) {
    throw wrong(`date: ${(cause as Error).message}`, cause);
  }
  if (session === null) throw wrong(`date: ${date} is no trading day in New York; give the date of the session`);
  const { open, close } = session;
  for (const { from, to } of gaps)
    if (from >= close || to <= open)
      throw wrong(`gaps: ${toIso(from)} to ${toIso(to)} is outside the session, ${toIso(open)} to ${toIso(close)}`);
  if (recorded_to !== undefined && recorded_to <= open)
    throw wrong(`recorded_to: ${toIso(recorded_to)} is not after the open, ${toIso(open)}`);
  return {
    symbol,
    session,
    multiplier,
    origin,
    gaps: gaps.sort((a, b) => a.from - b.from),
    recordedTo: recorded_to === undefined ? undefined : Math.min(recorded_to, close),
  };
}
