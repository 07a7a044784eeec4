import { hider } from "./redact.js";

/** A text of fewer characters is hidden where it is all there is, and not inside of words that happen to hold it. */
const SHORT = 8;

/** Members whose value is a secret whatever it looks like. */
const SECRET_NAME =
  /^(x[-_]?)?(api[-_]?key|key|token|access[-_]?token|refresh[-_]?token|secret|password|passwd|authorization|proxy[-_]?authorization|(set[-_]?)?cookies?|session[-_]?id|bearer|credentials?)$/i;

/** Text that has the shape of a key: known beginnings, and long runs of letters with digits, of which the API has none. */
const KEY_SHAPES = [
  /\b(?:fa|fk|sk|pk|rk|ghp|gho|xox[abp])[-_][\w+/=-]{8,}/gi,
  /\bBearer\s+[\w.~+/=-]{8,}/gi,
  /\beyJ[\w-]{8,}(?:\.[\w-]+)*/g,
  /\b(?:AKIA|ASIA)[A-Z\d]{12,}/g,
  // A cookie and an authorization go on to the end of their line.
  /(?<=\b(?:cookie|authorization)["']?\s*[=:]\s*["']?)[^\n\r"']+/gi,
  /(?<=\b(?:api[-_]?key|token|secret|password|session[-_]?id)["']?\s*[=:]\s*["']?)[^\s"'&;,<>]+/gi,
  /(?<![\w+-])(?=[\w+-]*\d)(?=[\w+-]*[a-z])[\w+-]{32,}={0,2}/gi,
];

/**
 * A function that gives the same JSON value without secrets: `***` stands for each of the given ones, in any of the ways to
 * write it, for whatever has the shape of a key, and for the value of a member that is called like one. What holds none is
 * given back as it is, the same object.
 *
 * @param secrets what must not be seen, such as the API key; short ones (below 8 characters) are hidden as whole texts only
 * @example scrubber(["s3cret-key"])({ message: "You sent s3cret-key.", token: 7 }) // { message: "You sent ***.", token: "***" }
 */
export function scrubber(secrets: readonly string[]): (value: unknown) => unknown {
  const long = secrets.filter((secret) => secret.length >= SHORT).map(hider);
  const short = new Set(secrets.filter((secret) => secret !== "" && secret.length < SHORT));
  const clean = (text: string): string => {
    if (short.has(text)) return "***";
    const hidden = long.reduce((left, hide) => hide(left), text);
    return KEY_SHAPES.reduce((left, shape) => left.replace(shape, "***"), hidden);
  };
  const scrub = (value: unknown): unknown => {
    if (typeof value === "string") return clean(value);
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) {
      let same = true;
      const items = value.map((item: unknown) => {
        const scrubbed = scrub(item);
        same &&= scrubbed === item;
        return scrubbed;
      });
      return same ? value : items;
    }
    let same = true;
    const members = Object.entries(value).map(([name, member]: [string, unknown]) => {
      const scrubbed = SECRET_NAME.test(name) && member !== null && member !== undefined ? "***" : scrub(member);
      const named = clean(name);
      same &&= named === name && scrubbed === member;
      return [named, scrubbed] as const;
    });
    return same ? value : Object.fromEntries(members);
  };
  return scrub;
}
