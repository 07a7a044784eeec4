import { hider, type Hide } from "./redact.js";

/** A secret of fewer characters is hidden where it stands by itself, and not inside of words that happen to hold it. */
const SHORT = 8;
/** Also by itself, one of fewer is likely to be a word that has nothing to do with it. */
const SHORTEST = 4;

/** Members whose value is a secret whatever it looks like. */
const SECRET_NAME =
  /^(x[-_]?)?(api[-_]?key|key|token|access[-_]?token|refresh[-_]?token|secret|password|passwd|authorization|proxy[-_]?authorization|(set[-_]?)?cookies?|session[-_]?id|bearer|credentials?)$/i;

/**
 * Text that has the shape of a key: known beginnings, and long runs of letters with digits. Each takes time in proportion to
 * the text, whatever it is: what may repeat in a look-behind is bounded, as it is looked through from every place.
 */
const KEY_SHAPES = [
  /\b(?:fa|fk|sk|pk|rk|ghp|gho|xox[abp])[-_][\w+/=-]{8,}/gi,
  /\bBearer\s+[\w.~+/=-]{8,}/gi,
  /\beyJ[\w-]{8,}(?:\.[\w-]+)*/g,
  /\b(?:AKIA|ASIA)[A-Z\d]{12,}/g,
  // A cookie and an authorization go on to the end of their line.
  /(?<=\b(?:cookie|authorization)["']?\s{0,8}[=:]\s{0,8}["']?)[^\n\r"']+/gi,
  /(?<=\b(?:api[-_]?key|token|secret|password|session[-_]?id)["']?\s{0,8}[=:]\s{0,8}["']?)[^\s"'&;,<>]+/gi,
  /(?<![\w+-])(?=[\w+-]*\d)(?=[\w+-]*[a-z])[\w+-]{32,}={0,2}/gi,
];

/** Functions that give the same JSON value without secrets; what holds none is given back as it is, the same object. */
export interface Scrubber {
  /** `***` stands for the given secrets, and for the value of a member that is called like one. All else stays as it is. */
  readonly answer: (value: unknown) => unknown;
  /** The same, and for whatever has the shape of a key: of an error's text nobody knows what a server puts into it. */
  readonly error: (value: unknown) => unknown;
}

/**
 * Hides secrets, in any of the ways to write them.
 *
 * @param secrets what must not be seen, by what to call it: below 8 characters it is hidden where no letter or digit touches
 *   it; undefined and an empty text are none
 * @throws TypeError for one of fewer than 4 characters, by its name.
 * @example
 * const { answer } = scrubber({ key: "s3cret-key" });
 * answer({ message: "You sent s3cret-key.", token: 7 }); // { message: "You sent ***.", token: "***" }
 */
export function scrubber(secrets: Readonly<Record<string, string | undefined>>): Scrubber {
  const hides = Object.entries(secrets).flatMap(([name, secret = ""]) =>
    secret === "" ? [] : [hiderOf(name, secret)],
  );
  const named: Hide = (text) => hides.reduce((left, hide) => hide(left), text);
  const shaped: Hide = (text) => KEY_SHAPES.reduce((left, shape) => left.replace(shape, "***"), named(text));
  return { answer: (value) => scrub(value, named), error: (value) => scrub(value, shaped) };
}

function hiderOf(name: string, secret: string): Hide {
  if (secret.length < SHORTEST)
    throw new TypeError(
      `${name} has fewer than ${SHORTEST} characters, so that it cannot be told from other words and be hidden; use a longer key`,
    );
  return hider(secret, { alone: secret.length < SHORT });
}

function scrub(value: unknown, clean: Hide): unknown {
  if (typeof value === "string") return clean(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    let same = true;
    const items = value.map((item: unknown) => {
      const scrubbed = scrub(item, clean);
      same &&= scrubbed === item;
      return scrubbed;
    });
    return same ? value : items;
  }
  let same = true;
  const members = Object.entries(value).map(([name, member]: [string, unknown]) => {
    const scrubbed = SECRET_NAME.test(name) && member !== null && member !== undefined ? "***" : scrub(member, clean);
    const named = clean(name);
    same &&= named === name && scrubbed === member;
    return [named, scrubbed] as const;
  });
  return same ? value : Object.fromEntries(members);
}
