import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, it, vi } from "vitest";
import { reportCommand } from "../../src/cli/report.js";

const folder = mkdtempSync(join(tmpdir(), "zerodte-report-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let printed: string[];
beforeEach(() => {
  printed = [];
  vi.stubEnv("FLASHALPHA_API_KEY", undefined);
  vi.spyOn(console, "log").mockImplementation((text: string) => void printed.push(text));
  vi.spyOn(console, "error").mockImplementation((text: string) => void printed.push(text));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

it("writes the session of one name as a page that asks for no network, and says of which market", async () => {
  const out = join(folder, "spy.html");
  expect(await reportCommand(["SPY", "--at", "10:30", "--out", out])).toBe(0);
  const page = readFileSync(out, "utf8");
  expect(page).toContain("<title>SPY 0DTE session</title>");
  expect(page).toContain("SPY 0DTE session, 2026-06-05 10:30 ET (simulated market, seed 27)");
  expect(page.match(/class="zerodte-figure"/g)?.length).toBeGreaterThanOrEqual(4);
  expect(page.match(/DecompressionStream/g)).toHaveLength(1);
  expect(page).not.toMatch(/<(link|img|script)[^>]+(src|href)="(?!data:)/);
  expect(page.length).toBeLessThan(4e6);
  expect(printed).toEqual([
    "simulated market, seed 27: 2026-06-05, as of 10:30 ET, 12 names",
    expect.stringMatching(/^\d+ sections -> .*spy\.html$/),
  ]);
});

it("names what is missing, in print and on the page", async () => {
  const out = join(folder, "early.html");
  expect(await reportCommand(["SPY", "--at", "09:30", "--out", out])).toBe(0);
  const missing = printed.filter((line) => line.startsWith("  missing: "));
  expect(missing.length).toBeGreaterThan(3);
  expect(readFileSync(out, "utf8")).toContain("<h3>Missing</h3>");
});

it("refuses a name that the market does not have, and writes nothing", async () => {
  const out = join(folder, "none.html");
  await expect(reportCommand(["NOPE", "--out", out])).rejects.toThrow(/NOPE/);
  expect(readdirSync(folder)).not.toContain("none.html");
});

it.each([
  [[], "which name? Give one symbol, such as SPY, not 0"],
  [["SPY", "QQQ"], "which name? Give one symbol, such as SPY, not 2"],
])("refuses %j with how it is meant", async (argv, problem) => {
  expect(await reportCommand(argv)).toBe(2);
  expect(printed).toEqual([`zerodte report: ${problem}`]);
});

it("helps", async () => {
  expect(await reportCommand(["--help"])).toBe(0);
  expect(printed[0]).toContain("zerodte report SYMBOL");
});
