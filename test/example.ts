import { readFileSync } from "node:fs";

/** Code of the docstring before `export function name` in a file of src. */
export function docstringExample(file: string, name: string): string {
  const source = readFileSync(new URL(`../src/${file}`, import.meta.url), "utf8");
  const docstring = source
    .slice(0, source.search(new RegExp(`export (async )?function ${name}[<(]`)))
    .split("/**")
    .at(-1)!;
  return docstring.split("@example")[1].replace(/^ \*[ /]?/gm, "");
}

/** Code of the README's block that has this text in it. */
export function readmeExample(text: string): string {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const block = [...readme.matchAll(/```ts\n(.*?)```/gs)].find(([, code]) => code.includes(text));
  if (block === undefined) throw new Error(`no example of the README has ${text} in it`);
  return block[1];
}

/**
 * Runs an example, whose imports are what is in `scope`; for each line `columns; // numbers`, those columns with four
 * digits and the numbers as they are printed.
 */
export function runExample(code: string, scope: Record<string, unknown>): { ours: string; printed: string }[] {
  const seen: { ours: string; printed: string }[] = [];
  const saw = (column: ArrayLike<number>, printed: string): void => {
    seen.push({ ours: Array.from(column, (value) => Number(value.toPrecision(4))).join(", "), printed });
  };
  const body = code
    .replace(/^import .*$/gm, "")
    .replace(/^(\w+); \/\/ (.*)$/gm, (_, name, printed) => `saw(${name}, "${printed}");`);
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  (new Function("saw", ...Object.keys(scope), body) as (...values: unknown[]) => void)(saw, ...Object.values(scope));
  return seen;
}
