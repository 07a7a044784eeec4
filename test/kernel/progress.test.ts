import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { figure } from "../../src/figures/figure.js";
import { live } from "../../src/kernel/live.js";
import { progress } from "../../src/kernel/progress.js";
import { runNotebook } from "../../src/kernel/run-notebook.js";
import { openWorkshop } from "./workshop.js";

let printed: string;
const isTTY = process.stdout.isTTY;
beforeEach(() => {
  printed = "";
  process.stdout.isTTY = false;
  vi.spyOn(process.stdout, "write").mockImplementation((text) => ((printed += String(text)), true));
});
afterEach(() => {
  vi.restoreAllMocks();
  process.stdout.isTTY = isTTY;
});

const counts = (): string[] => printed.split("\n").map((line) => line.replace(/^[█░]* /, ""));

describe("progress", () => {
  it("gives the items as they are, of whatever kind", async () => {
    expect([...progress(["a", "b"])]).toEqual(["a", "b"]);
    expect([...progress(new Set([1, 2]))]).toEqual([1, 2]);
    expect([...progress(3)]).toEqual([0, 1, 2]);
    expect([...progress(0)]).toEqual([]);
    const seen: number[] = [];
    async function* later(): AsyncGenerator<number> {
      yield* [1, 2];
    }
    for await (const item of progress(later(), { total: 2 })) seen.push(item);
    expect(seen).toEqual([1, 2]);
    expect(() => progress(1.5)).toThrow("progress(1.5): give a whole number, or the items themselves");
    expect(() => progress(-1)).toThrow(RangeError);
  });

  it("prints at most eleven lines to a file, whatever the speed", () => {
    expect([...progress(1000, { label: "bars" })]).toHaveLength(1000);
    const tenths = Array.from({ length: 11 }, (_, i) => `${i * 100}/1000 bars`);
    expect(counts()).toEqual([...tenths, ""]);
    expect(printed).toContain(`${"█".repeat(8)}${"░".repeat(12)} 400/1000 bars\n`);
  });

  it("says how many there were where nobody knows how many there will be", () => {
    function* some(): Generator<number> {
      yield* [1, 2, 3];
    }
    expect([...progress(some(), { label: "days" })]).toEqual([1, 2, 3]);
    expect(printed).toBe("0 days\n3 days\n");
  });

  it("stops where the loop does, and closes what it goes through", () => {
    let closed = false;
    function* items(): Generator<number> {
      try {
        yield* [1, 2, 3, 4, 5];
      } finally {
        closed = true;
      }
    }
    for (const item of progress(items(), { total: 20 })) if (item === 3) break;
    expect(counts().at(-2)).toBe("2/20");
    expect(closed).toBe(true);
  });

  it("writes over its line in a terminal, and leaves the cursor below it", () => {
    process.stdout.isTTY = true;
    const at = vi.spyOn(performance, "now");
    for (const n of progress(3)) at.mockReturnValue(1e9 * (n + 1));
    expect(printed.replaceAll("\u001b[K", "<clear>")).toMatch(/^░{20} 0\/3(\r<clear>[█░]{20} [123]\/3){3}\n$/);
  });
});

describe("live", () => {
  it("prints each state to a file", () => {
    const line = live("one");
    line.update(figure([{ y: [1] }], {}, "Two."));
    line.update([{ a: 1 }]);
    expect(printed).toBe("one\nTwo.\na\n1\n");
  });

  it("writes a line over the one before in a terminal, and so a table", () => {
    process.stdout.isTTY = true;
    const line = live("one");
    line.update("two");
    line.update([{ a: 1 }]);
    expect(printed).toBe("one\r\u001b[Ktwo\r\u001b[Ka\n1\n");
  });
});

describe("in tslab's own kernel", () => {
  const workshop = openWorkshop();
  afterAll(() => workshop.remove());

  it("both change in place, also from a later cell, and the notebook keeps the last state", async () => {
    vi.restoreAllMocks();
    const path = workshop.notebook("live.ipynb", [
      `import { live } from "./dist/kernel/live";\nimport { progress } from "./dist/kernel/progress";\nimport "./dist/kernel/show";\nimport { figure } from "./dist/figures/figure";`,
      `const chart = live("soon");\nfor (const n of progress([1, 2, 3], { label: "days" })) void n;`,
      `chart.update(figure([{ y: [1] }], {}, "One."));\nchart`,
    ]);
    const [first, second] = [await runNotebook(path), await runNotebook(path)];
    expect(first).toEqual(second);
    const texts = first.cells.map(({ outputs }) => outputs?.map(({ data, text }) => data?.["text/plain"] ?? text));
    expect(texts).toEqual([[], ["One.", "████████████████████ 3/3 days"], []]);
  });
});
