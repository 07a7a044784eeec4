import type { z } from "zod";
import { once } from "../once.js";
import { toInstant } from "../session.js";
import { brief } from "./brief.js";
import { ResponseError } from "./errors.js";
import { loadZod } from "./load-zod.js";
import type { GapInterval } from "./types.js";

/*
 * What the schemas of the answers are made of. Declared as the types they read and private to this folder: no type of
 * zod's reaches the package's declarations. The text given to each is what it expects, for the message.
 */

export const anObject = { error: "an object" };
export const anArray = { error: "an array" };
export const aTime = "an ISO 8601 time with Z or a UTC offset";

/** What {@link leaves} gives. */
interface Leaves {
  readonly text: z.ZodType<string>;
  readonly date: z.ZodType<string>;
  readonly time: z.ZodType<string>;
  readonly number: z.ZodType<number>;
  readonly count: z.ZodType<number>;
  readonly yesNo: z.ZodType<boolean>;
  readonly cell: z.ZodType<number | null>;
  readonly cells: z.ZodType<(number | null)[]>;
  readonly strikes: z.ZodType<number[]>;
  readonly gaps: z.ZodType<GapInterval[]>;
  readonly oneOf: <const V extends readonly string[]>(words: V) => z.ZodType<V[number]>;
}

/** The leaves, made when the first answer is read. */
export const leaves: () => Leaves = once(() => {
  const { z } = loadZod();
  const text: z.ZodType<string> = z.string({ error: "text" });
  const date: z.ZodType<string> = z.iso.date({ error: "a date yyyy-MM-dd" });
  const time: z.ZodType<string> = z.string({ error: aTime }).refine((value) => !Number.isNaN(instantOf(value)), aTime);
  const number: z.ZodType<number> = z.number({ error: "a number" });
  const count: z.ZodType<number> = z.int({ error: "a whole number" });
  const yesNo: z.ZodType<boolean> = z.boolean({ error: "true or false" });
  const cell: z.ZodType<number | null> = z.number({ error: "number or null" }).nullable();

  /** A whole array of cells in one loop: the largest answer has 585,000 of them, and a schema for each is 20 times as slow. */
  const cells: z.ZodType<(number | null)[]> = z.any().check(({ value, issues }) => {
    if (!Array.isArray(value)) {
      issues.push(fault([], "an array"));
      return;
    }
    const wrong = value.findIndex((each) => each !== null && !Number.isFinite(each));
    if (wrong !== -1) issues.push(fault([wrong], "number or null"));
  });

  const strikes: z.ZodType<number[]> = z.array(number, anArray).check(({ value, issues }) => {
    const wrong = value.findIndex((strike, i) => i > 0 && !(strike > value[i - 1]));
    if (wrong !== -1) issues.push(fault([wrong], `a strike above ${value[wrong - 1]}`));
  });

  /** The elements have no published shape, and the field itself is only reserved: absent is empty, and all is let through. */
  const gaps: z.ZodType<GapInterval[]> = z
    .array(
      z.custom<GapInterval>(() => true),
      anArray,
    )
    .nullish()
    .transform((intervals) => intervals ?? []);

  /** One of a few words. */
  function oneOf<const V extends readonly string[]>(words: V): z.ZodType<V[number]> {
    return z.custom<V[number]>((value) => words.includes(value as string), { error: `one of ${words.join(", ")}` });
  }

  return { text, date, time, number, count, yesNo, cell, cells, strikes, gaps, oneOf };
});

/** What is wrong at a path, as what was expected there. */
export function fault(path: PropertyKey[], expected: string): z.core.$ZodRawIssue {
  return { code: "custom", path, message: expected, input: undefined };
}

/** Epoch milliseconds of a time on the wire; NaN for one that cannot be read. */
export function instantOf(iso: string): number {
  try {
    return toInstant(iso);
  } catch {
    return NaN;
  }
}

/** The typed answer, or a ResponseError with the path of the first fault. */
export function check<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0];
  // What is expected may name a value that stands beside it, and that may be long too.
  throw new ResponseError(pathText(path), `expected ${brief(message, 120)}, got ${show(valueAt(body, path))}`);
}

function pathText(path: readonly PropertyKey[]): string {
  return path.map((key, i) => (typeof key === "number" ? `[${key}]` : `${i === 0 ? "" : "."}${String(key)}`)).join("");
}

function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], body);
}

function show(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value === "number") return String(value);
  // Of a body that is no JSON.
  if (typeof value === "bigint" || typeof value === "symbol" || typeof value === "function") return `a ${typeof value}`;
  return brief(JSON.stringify(value), 60);
}
