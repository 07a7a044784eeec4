import { createRequire } from "node:module";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startKernel, type KernelProcess } from "../../src/kernel/kernel-process.js";

const LIBRARY = JSON.stringify(createRequire(import.meta.url).resolve("../../dist/index.js"));

/** A watch at noon of a simulated day, which says when it waits for the next bar and when it is woken. */
const FIRST_CELL = `const library = require(${LIBRARY});
const market = library.FlowEngine.simulate({ seed: 7, symbols: ["SPY"] });
const clock = {
  now: () => Date.parse("2026-06-05T16:00:00Z"),
  random: () => 0,
  sleep: (ms: number, signal: AbortSignal) =>
    new Promise<void>((woken) => {
      const timer = setInterval(() => {}, 1000);
      signal.addEventListener("abort", () => {
        clearInterval(timer);
        console.log("woken");
        woken();
      });
      console.log("waits");
    }),
};
const follow = () => library.watch((minutes: number) => market.at("12:00").series("SPY", { minutes }), { clock });`;

describe("an interrupt in the stock kernel", () => {
  let folder: string;
  let kernel: KernelProcess;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "zerodte-watch-"));
    kernel = await startKernel({ cwd: folder, kernel: "stock" });
    expect((await kernel.execute(FIRST_CELL, () => {})).status).toBe("ok");
  });
  afterAll(async () => {
    await kernel.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs a cell, interrupts it when it prints this, and gives how it ended and what it printed on stdout. */
  async function interrupted(code: string, when: string): Promise<{ status: string; printed: string }> {
    let printed = "";
    const { status } = await kernel.execute(code, (type, content) => {
      if (type !== "stream" || content.name !== "stdout") return;
      printed += String(content.text);
      if (content.text === `${when}\n`) kernel.interrupt();
    });
    // The stock kernel runs nothing that comes within a moment of a cell that failed.
    await expect.poll(async () => (await kernel.execute("0", () => {})).status).toBe("ok");
    return { status, printed };
  }

  it.each([
    ["each", "await library.each(follow(), () => console.log('news'));"],
    [
      "a loop in a function",
      "const all = async () => { for await (const news of follow()) console.log('news'); };\nawait all();",
    ],
  ])(
    "ends a watch that %s has begun in the cell's first step, and the names of earlier cells stay",
    async (_, code) => {
      expect(await interrupted(code, "waits")).toEqual({ status: "error", printed: "news\nwaits\nwoken\n" });
      let said = "";
      await kernel.execute("console.log(market.symbols.join());", (_, { text = "" }) => (said += String(text)));
      expect(said).toBe("SPY\n");
    },
  );

  it("ends a watch that no cell waits for, and not the kernel", async () => {
    let printed = "";
    const woken = new Promise<void>((resolve) => {
      void kernel.execute("void library.each(follow(), () => {});", (_, { text = "" }) => {
        printed += String(text);
        if (text === "waits\n") kernel.interrupt();
        if (text === "woken\n") resolve();
      });
    });
    await woken;
    expect((await kernel.execute("market.symbols", () => {})).status).toBe("ok");
    expect(printed).toBe("waits\nwoken\n");
  });
});
