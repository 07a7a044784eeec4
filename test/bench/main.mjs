/*
 * `npm run bench`, or `node test/bench/main.mjs [part of a name]` on what is built: what this package does often, beside
 * other ways of doing it. Ratios, not times, are the result; `must` is what they are held to.
 *
 * Each file of rows/ exports `rows`, a list of `{ name, setUp }`; `setUp` gives what compare.mjs compares, or rows that
 * are measured already.
 */
import { readdirSync } from "node:fs";
import process from "node:process";
import { fileURLToPath, URL } from "node:url";
import { compare, print } from "./compare.mjs";

// Every folder with inputs is removed at the end, more than ten of them.
process.setMaxListeners(100);
const folder = new URL("rows/", import.meta.url);
const wanted = (process.argv[2] ?? "").toLowerCase();
const table = [];
for (const file of readdirSync(fileURLToPath(folder)).sort()) {
  const { rows } = await import(new URL(file, folder));
  for (const { name, setUp } of rows) {
    if (!`${file} ${name}`.toLowerCase().includes(wanted)) continue;
    const contest = await setUp();
    table.push(...(Array.isArray(contest) ? contest : await compare(name, contest)));
    contest.close?.();
  }
}
if (table.length === 0) throw new Error(`no row has "${wanted}" in its name`);
print(table);
