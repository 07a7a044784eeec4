import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = new URL("..", import.meta.url).pathname;
/** Where what is kept in the repository lies. */
const KEPT = ["src", "test", "notebooks", ".ci", "README.md", "CHANGELOG.md", "package.json"];
/** What keys look like: a few letters, a dash or a line, and letters with digits; or behind `apiKey=`. */
const KEY =
  /\b(?:fa|fk|sk|pk|rk|ghp|gho)[-_](?=[\w-]*\d)[\w-]{16,}|\bapi[-_]?key["']?\s*[=:]\s*["']?(?=[\w-]*\d)[\w-]{16,}/gi;
/** Those of the tests, which nobody gave out. */
const INVENTED = /0123456789|abcdef/i;

function textsIn(path: string): string[] {
  const full = join(ROOT, path);
  if (!path.includes(".") || path === ".ci") {
    return readdirSync(full, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.(png|parquet|gz)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name));
  }
  return [full];
}

const keysIn = (text: string): string[] =>
  [...text.matchAll(KEY)].map(([key]) => key).filter((key) => !INVENTED.test(key));

test("no file that is kept holds what looks like a key", () => {
  const files = KEPT.flatMap(textsIn);
  expect(files.length).toBeGreaterThan(200);
  expect(files.flatMap((file) => keysIn(readFileSync(file, "utf8")).map((key) => `${file}: ${key}`))).toEqual([]);
});

test("one would be found", () => {
  const parts = ["fa", "9f86d081884c7d659a2f"];
  expect(keysIn(`new FlowClient({ apiKey: "${parts.join("_")}" })`)).toHaveLength(1);
  expect(keysIn(`https://host/?${["apiKey", parts[1]].join("=")}`)).toHaveLength(1);
});
