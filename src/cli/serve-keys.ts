import type { PlannedKey } from "../api/keys.js";
import { PLANS } from "../api/plans.js";

/** The forms of an entry, for a usage text. */
export const SERVE_KEYS_USAGE: string = `ZERODTE_SERVE_KEYS, separated by commas, names the API keys to accept; without it none is asked for. An entry is one of
  KEY                  may ask everything, without a quota
  KEY:PLAN             what the plan may: ${PLANS.join(", ")}; so often a day as is documented of it
  KEY:PLAN:REQUESTS    the same, so many requests a day
so ZERODTE_SERVE_KEYS=one,two:Growth,three:Free:100. A key holds no comma and no colon.`;

/**
 * Reads ZERODTE_SERVE_KEYS for `serve`: `KEY`, `KEY:PLAN` or `KEY:PLAN:REQUESTS`, separated by commas, a plan's word in
 * upper or lower case. undefined, the variable not set, asks for no key. A key cannot hold a colon, nor a comma.
 *
 * @throws Error of one line that names the entry by its number. It shows nothing of the entry: a key that holds a colon
 *   would be told in part.
 * @example readServeKeys("one, two:growth:100") // ["one", { key: "two", plan: "Growth", daily: 100 }]
 */
export function readServeKeys(text: string | undefined): (string | PlannedKey)[] | undefined {
  if (text === undefined) return undefined;
  const seen = new Map<string, number>();
  const keys = text.split(",").flatMap((entry, i): (string | PlannedKey)[] => {
    if (entry.trim() === "") return [];
    const wrong = (problem: string): Error => new Error(`entry ${i + 1} of ZERODTE_SERVE_KEYS: ${problem}`);
    const [key, word, requests, ...more] = entry.split(":").map((part) => part.trim());
    if (key === "") throw wrong("the key is empty");
    const before = seen.get(key);
    if (before !== undefined) throw wrong(`it has the key of entry ${before}; leave one of the two out`);
    seen.set(key, i + 1);
    if (more.length > 0) throw wrong("give KEY, KEY:PLAN or KEY:PLAN:REQUESTS; a key cannot hold a colon");
    if (word === undefined) return [key];
    const plan = PLANS.find((each) => each.toLowerCase() === word.toLowerCase());
    if (plan === undefined) throw wrong(`plan must be ${PLANS.join("|")}; a key cannot hold a colon`);
    if (requests === undefined) return [{ key, plan }];
    if (!/^\d{1,15}$/.test(requests)) throw wrong("requests a day must be a whole number from 0");
    return [{ key, plan, daily: Number(requests) }];
  });
  if (keys.length === 0) throw new Error("ZERODTE_SERVE_KEYS is set, but names no key; unset it to ask for none");
  return keys;
}
