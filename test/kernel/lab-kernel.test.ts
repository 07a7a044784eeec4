import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createConnection } from "../../src/kernel/connection.js";
import { LAB_KERNEL, startKernel, type ExecuteReply, type KernelProcess } from "../../src/kernel/kernel-process.js";

const KEY = "fa-secret-0123456789";

let folder: string;
let kernel: KernelProcess;
beforeAll(async () => {
  // Outside of the repository: nothing is installed in the folders above it.
  folder = mkdtempSync(join(tmpdir(), "zerodte-lab-"));
  kernel = await startKernel({ cwd: folder, kernel: "zerodte", env: { FLASHALPHA_API_KEY: KEY } });
});
afterAll(async () => {
  await kernel.close();
  rmSync(folder, { recursive: true, force: true });
});

type Content = Record<string, unknown>;
interface Ran {
  reply: ExecuteReply & Content;
  outputs: [type: string, content: Content][];
}

async function run(code: string): Promise<Ran> {
  const outputs: Ran["outputs"] = [];
  const reply = await kernel.execute(code, (type, content) => void outputs.push([type, content]));
  return { reply: reply as Ran["reply"], outputs };
}

/** The one result of a cell that goes well. */
async function result(code: string): Promise<Content> {
  const { reply, outputs } = await run(code);
  expect(reply.status, JSON.stringify(reply)).toBe("ok");
  const results = outputs.filter(([type]) => type === "execute_result");
  expect(results).toHaveLength(1);
  return results[0][1].data as Content;
}

const text = async (code: string): Promise<unknown> => (await result(code))["text/plain"];

/** What an ill cell says of itself, as an output and as a reply. */
async function failure(code: string): Promise<{ ename: string; evalue: string; traceback: string[] }> {
  const { reply, outputs } = await run(code);
  expect(reply.status).toBe("error");
  const [[, content]] = outputs.filter(([type]) => type === "error");
  expect(reply).toMatchObject(content);
  const { ename, evalue, traceback } = content as { ename: string; evalue: string; traceback: string[] };
  expect(traceback[0].startsWith("\u001b[31m") && traceback[0].endsWith("\u001b[39m")).toBe(true);
  return { ename, evalue, traceback: traceback.map(stripVTControlCharacters) };
}

describe("the package's names", () => {
  it("are there without an import, values and types, and complete with Tab", async () => {
    expect(await text("const flow: FlowSource = FlowEngine.simulate({ seed: 7 });\nflow instanceof FlowEngine")).toBe(
      "true",
    );
    const answer = await kernel.ask("complete_request", { code: "attrib", cursor_pos: 6 });
    expect(answer).toMatchObject({ status: "ok", cursor_start: 0, cursor_end: 6 });
    expect(answer.matches).toEqual(expect.arrayContaining(["attribute", "attributeSides"]));
    const member = await kernel.ask("complete_request", { code: "/* 📈 */ flow.hea", cursor_pos: 16 });
    expect(member).toMatchObject({ matches: ["heatmap"], cursor_start: 13, cursor_end: 16 });
    const inspected = await kernel.ask("inspect_request", { code: "signFlips", cursor_pos: 3 });
    expect((inspected.data as Content)["text/plain"]).toMatch(/^function signFlips\([^]*\n\n@throws /);
  });

  it("give way to a cell's own, of whatever kind, and to its imports", async () => {
    expect(await text("const rank = 5;\nrank + 1")).toBe("6");
    expect(await text("rank + 2")).toBe("7");
    expect(await text("function plot(): string { return 'mine'; }\nplot()")).toBe("mine");
    expect(await text("class Level { up = true; }\nnew Level().up")).toBe("true");
    expect(await text("type Plan = 'mine';\nconst plan: Plan = 'mine';\nplan")).toBe("mine");
    expect(await text(`import { attribute, rank, type RankRow } from "zerodte";\nrank.name + attribute.name`)).toBe(
      "rankattribute",
    );
    expect(await text(`import * as z from "zerodte";\nz.rank === rank && z.FlowEngine === FlowEngine`)).toBe("true");
    expect(await text("let show = 1; show = 2; show")).toBe("2");
    expect(await text("show")).toBe("2");
  });

  it("leave no global name hidden", async () => {
    expect(await text("Object.keys(require('zerodte')).filter((name) => name in globalThis).length")).toBe("0");
  });

  it("are found by local modules too", async () => {
    writeFileSync(join(folder, "lab.ts"), `import { rank } from "zerodte";\nexport const named: string = rank.name;\n`);
    expect(await text(`import { named } from "./lab";\nnamed`)).toBe("rank");
  });
});

it("compiles the modules that a module of the notebook imports, and tells where one is wrong", async () => {
  writeFileSync(join(folder, "inner.ts"), `export const inner: number = 3;\n`);
  writeFileSync(join(folder, "outer.ts"), `import { inner } from "./inner";\nexport const outer = inner * 2;\n`);
  expect(await text(`import { outer } from "./outer";\nouter`)).toBe("6");
  writeFileSync(join(folder, "wrong.ts"), `\nexport const wrong: number = "text";\n`);
  writeFileSync(join(folder, "above.ts"), `import { wrong } from "./wrong";\nexport const above = wrong;\n`);
  const { ename, evalue } = await failure(`import { above } from "./above";\nabove`);
  expect([ename, evalue]).toEqual([
    "TypeScriptError",
    "wrong.ts 2:14 - Type 'string' is not assignable to type 'number'.",
  ]);
});

it("begins with a cell that is sent before it has anything ready, and one that waits for the same", async () => {
  const fresh = await startKernel({ cwd: folder, kernel: "zerodte" });
  const values: unknown[] = [];
  const onOutput = (type: string, { data }: Content): void => {
    if (type === "execute_result") values.push((data as Content)["text/plain"]);
  };
  const replies = await Promise.all([
    fresh.execute("const first = rank.name;\nfirst", onOutput),
    fresh.ask("complete_request", { code: "attrib", cursor_pos: 6 }),
    fresh.execute("first.length", onOutput),
  ]);
  await fresh.close();
  expect(replies[0].status).toBe("ok");
  expect(replies[1].matches).toContain("attribute");
  expect(values).toEqual(["rank", "4"]);
});

it("finds a name of an earlier cell also as a property that is only named", async () => {
  await run("const minutes = 3;\nlet symbol = 'SPY';");
  expect(await text("const asked = () => ({ symbol, minutes });\nasked()")).toBe("{ symbol: 'SPY', minutes: 3 }");
  expect(await text("({ symbol, minutes: symbol } = { symbol: 'QQQ', minutes: 'x' } as any);\nsymbol")).toBe("x");
  const { traceback } = await failure("\nconst wrong: { minutes: string } = { minutes }, x: string = 1;");
  expect(traceback.filter((line) => line.includes(" - ")).map((line) => line.split(" - ")[0])).toEqual([
    "2:38",
    "2:49",
  ]);
  expect((await failure("const fine = { minutes, at: nowhere };")).evalue).toMatch(/^1:29 - /);
  expect((await failure("\nthrow Object.assign(new Error('e'), { minutes });")).traceback.at(-1)).toContain(
    "line 2: throw",
  );
});

it("lets a later cell declare again what a cell has imported, and keeps what others saw", async () => {
  expect(
    await text(
      `import path, { join } from "path";\nimport * as fs from "fs";\nconst seen = () => join;\ntypeof fs.readFileSync`,
    ),
  ).toBe("function");
  expect(await text("const join = 5;\njoin + 1")).toBe("6");
  expect(await text("typeof path.join")).toBe("function");
  expect(await text("let total = 0;\nfor (let i = 0; i < 1000; i++) total += i;\ntotal")).toBe("499500");
  expect(await text("total += 1;\ntotal")).toBe("499501");
});

describe("a last value", () => {
  it("is a result with the cell's count: a table, a figure, a frame, numbers, an error, plain text", async () => {
    const { reply, outputs } = await run("[{ strike: 500, share: 0.5 }]");
    expect(outputs).toEqual([
      ["execute_input", { code: "[{ strike: 500, share: 0.5 }]", execution_count: reply.execution_count }],
      [
        "execute_result",
        {
          execution_count: reply.execution_count,
          metadata: {},
          data: {
            "text/html": expect.stringContaining("<table") as string,
            "text/plain": "strike  share\n   500    0.5",
          },
        },
      ],
    ]);
    expect(Object.keys(await result(`figure([{ y: [1] }], {}, "One.")`))).toEqual([
      "application/vnd.plotly.v1+json",
      "text/html",
      "text/plain",
    ]);
    const frame = await result(`import { DataFrame } from "danfojs-node";\nnew DataFrame([{ c: 3 }])`);
    expect(frame).toMatchObject({ "text/plain": "   c\n0  3" });
    expect(await text("new Float64Array([1, NaN, -2])")).toBe("Float64Array(3) [ 1, NaN, -2 ]\nfrom -2 to 1, 1 NaN");
    expect(await text("new RangeError('too far')")).toBe("RangeError: too far");
    expect(
      await text("({ [Symbol.for('Jupyter.display')]: () => ({ 'text/markdown': '**m**', 'text/plain': 'm' }) })"),
    ).toBe("m");
    expect(await text("'plain'")).toBe("plain");
  });

  it("is none when it is null, undefined, or shows itself already", async () => {
    for (const code of ["null", "undefined", "const nothing = 1;", "live('line')"]) {
      const { outputs } = await run(code);
      expect(outputs.filter(([type]) => type === "execute_result")).toEqual([]);
    }
  });
});

describe("await at the top", () => {
  it.each([
    ["await (1 + 1)", "2"],
    ["await `text`", "text"],
    ["await [1]", "[ 1 ]"],
    ["await (async () => 5)()", "5"],
    ["(await Promise.resolve({ x: 6 })).x", "6"],
    ["let sum = 0;\nfor await (const n of (async function* () { yield 1; yield 2; })()) sum += n;\nsum", "3"],
    [
      "if (true) { await null; }\nconst table = { [await Promise.resolve('k')]() { return 1; } };\nObject.keys(table).join()",
      "k",
    ],
    ["const later = async () => await 7;\nlater() instanceof Promise", "true"],
  ])("%s", async (code, expected) => {
    expect(await text(code)).toBe(expected);
  });
});

describe("an error", () => {
  it("names itself and the lines of the cells it went through, and no path", async () => {
    const { reply } = await run("function check(n: number): void {\n  if (n > 1) throw new RangeError('too big');\n}");
    const first = reply.execution_count ?? 0;
    expect(await failure("check(1);\n\n// then\ncheck(2);")).toEqual({
      ename: "RangeError",
      evalue: "too big",
      traceback: [
        "RangeError: too big",
        `    at cell ${first}, line 2 in check: if (n > 1) throw new RangeError('too big');`,
        `    at cell ${first + 1}, line 4: check(2);`,
      ],
    });
  });

  it("of an await tells what it carries and what was behind it", async () => {
    const { ename, traceback } = await failure(
      "await null;\nconst carried = { code: 'E1', errors: [new TypeError('inner')] };\nawait Promise.reject(Object.assign(new Error('late', { cause: new Error('net') }), carried));",
    );
    expect(ename).toBe("Error");
    expect(traceback.slice(0, 2)).toEqual([
      "Error: late { code: 'E1', errors: [ TypeError: inner ] }",
      "caused by Error: net",
    ]);
    expect(traceback.at(-1)).toMatch(/^ {4}at cell \d+, line 3: await Promise\.reject/);
  });

  it("of the package keeps its class and its words", async () => {
    const { ename, evalue } = await failure(`await readTape("nowhere")`);
    expect([ename, evalue]).toEqual(["TapeError", expect.stringContaining("nowhere")]);
  });

  it("of the types points at the place and runs nothing", async () => {
    expect(await failure("globalThis.process.title = 'ran';\nconst s: string = 1;")).toEqual({
      ename: "TypeScriptError",
      evalue: "2:7 - Type 'number' is not assignable to type 'string'.",
      traceback: ["2:7 - Type 'number' is not assignable to type 'string'.", "    const s: string = 1;", "          ^"],
    });
    expect(await text("process.title")).not.toBe("ran");
  });

  it("that is none is shown as it is", async () => {
    expect(await failure("throw 'text'")).toMatchObject({ ename: "Thrown", evalue: "text" });
  });

  it("after the cell's end is printed below the latest cell, and the kernel lives", async () => {
    const { outputs } = await run(
      "setTimeout(() => { throw new Error('of a timer'); }, 1);\nPromise.reject(new Error('of nobody'));\nawait new Promise((done) => setTimeout(done, 50));",
    );
    const printed = outputs.filter(([type]) => type === "stream").map(([, content]) => content);
    expect(printed.map(({ name }) => name)).toEqual(["stderr", "stderr"]);
    expect(printed.map((stream) => stream.text).join("")).toMatch(/Error: of nobody\n[^]*Error: of a timer\n/);
  });
});

describe("stop_on_error", () => {
  const send = (code: string, stop_on_error: boolean): Promise<Content> =>
    kernel.ask("execute_request", { code, silent: false, store_history: true, user_expressions: {}, stop_on_error });

  it("keeps cells that were sent together from running after one that fails, and no later one", async () => {
    const replies = await Promise.all([send("throw new Error('first')", true), send("1", true), send("2", true)]);
    expect(replies.map(({ status }) => status)).toEqual(["error", "aborted", "aborted"]);
    // A front end would write it before a cell that has not run.
    expect(replies.slice(1).some((reply) => "execution_count" in reply)).toBe(false);
    expect((await send("3", true)).status).toBe("ok");
  });

  it("lets them run where it is off", async () => {
    const replies = await Promise.all([send("throw new Error('first')", false), send("1", true)]);
    expect(replies.map(({ status }) => status)).toEqual(["error", "ok"]);
    const counts = replies.map(({ execution_count }) => Number(execution_count));
    expect(counts[1] - counts[0]).toBe(1);
  });
});

it("counts no cell that is silent, and publishes nothing of it", async () => {
  const types: string[] = [];
  const before = Number((await run("1")).reply.execution_count);
  const silent = { code: "console.log('x');\n5", silent: true, store_history: true };
  const reply = await kernel.ask("execute_request", silent, (type) => void types.push(type));
  expect([reply.status, reply.execution_count, types]).toEqual(["ok", before, []]);
});

it("times a cell that begins with %%time, and knows the rest of it as ever", async () => {
  const { outputs } = await run("%%time\nconst timed = 6;\ntimed * 7");
  expect(outputs.map(([type]) => type)).toEqual(["execute_input", "execute_result", "stream"]);
  expect(outputs[2][1].text).toMatch(/^wall time \d+(\.\d+)? m?s\n$/);
  expect((await run("// %%time\n1")).outputs.at(-1)?.[0]).toBe("stream");
  expect((await failure("%%time\nnowhere")).evalue).toMatch(/^2:1 - /);
  expect(await kernel.ask("complete_request", { code: "%%time\ntim", cursor_pos: 10 })).toMatchObject({
    cursor_start: 7,
    matches: expect.arrayContaining(["timed"]) as string[],
  });
});

it("says whether a cell is whole", async () => {
  expect(await kernel.ask("is_complete_request", { code: "for (;;) {" })).toMatchObject({ status: "incomplete" });
  expect(await kernel.ask("is_complete_request", { code: "1 + 1" })).toMatchObject({ status: "complete" });
  expect(await kernel.ask("comm_info_request", {})).toEqual({ status: "ok", comms: {} });
});

describe("an interrupt", () => {
  it("ends a loop that never pauses, an await, and a watch with its polls", async () => {
    /** Interrupts the cell when it prints this. */
    const interrupted = async (code: string, when = "begun"): Promise<string> => {
      let ename: unknown;
      await kernel.execute(code, (type, content) => {
        if (type === "stream" && content.text === `${when}\n`) kernel.interrupt();
        else if (type === "error") ename = content.ename;
      });
      return String(ename);
    };
    expect(await interrupted(`console.log("begun");\nwhile (true) {}`)).toBe("Interrupted");
    // Not from the part before the await: Node drops a signal that comes as that ends.
    const begin = `setTimeout(() => console.log("begun"), 50);`;
    expect(await interrupted(`${begin}\nawait new Promise(() => setInterval(() => {}, 1e6));`)).toBe("Interrupted");
    const polls = "let polls = 0;\nconst ended = new Array<string>();\n";
    await run(polls);
    const watched = `import { watch as follow } from "zerodte";
const clock = { now: Date.now, random: () => 0, sleep: (ms: number, signal: AbortSignal) => new Promise<void>((done) => {
  console.log("sleeps");
  const timer = setInterval(() => { polls++; }, 5);
  signal.addEventListener("abort", () => { clearInterval(timer); ended.push("ended"); done(); });
}) };
const market = FlowEngine.simulate({ seed: 7 });
for await (const news of follow((minutes) => market.at("12:00").series("SPY", { minutes }), { clock: { ...clock, now: () => Date.parse("2026-06-05T16:00:00Z") } })) ended.push(String(news.bars.length > 0));`;
    expect(await interrupted(watched, "sleeps")).toBe("Interrupted");
    expect(await text("ended.join()")).toBe("true,ended");
    // A cell that listens itself, before its first await.
    const listens = `process.once("SIGINT", () => console.log("heard"));\n${begin}`;
    expect(await interrupted(`${listens}\nawait new Promise(() => setInterval(() => {}, 1e6));`)).toBe("Interrupted");
  });

  it("may come as a message", async () => {
    const waiting = failure("await new Promise(() => setInterval(() => {}, 1e6));");
    await kernel.ask("interrupt_request", {});
    expect((await waiting).ename).toBe("Interrupted");
  });
});

describe("what is shown in place", () => {
  it("is one output that changes: a line, a figure with Plotly before it, a bar", async () => {
    const { outputs } = await run(
      `const line = live("1 of 2");\nline.update("2 of 2");\nfor (const n of progress([1, 2, 3], { label: "days" })) void n;`,
    );
    const shown = outputs.slice(1).map(([type, { data, transient }]) => ({
      type,
      text: (data as Content)["text/plain"],
      id: (transient as Content).display_id,
    }));
    expect(shown.map(({ type, text }) => [type, text])).toEqual([
      ["display_data", "1 of 2"],
      ["update_display_data", "2 of 2"],
      ["display_data", "░░░░░░░░░░░░░░░░░░░░ 0/3 days"],
      ["update_display_data", "████████████████████ 3/3 days"],
    ]);
    expect(new Set(shown.map(({ id }) => id)).size).toBe(2);
    const later = (await run(`line.update(figure([{ y: [1] }], {}, "One."))`)).outputs.at(-1);
    expect(later?.[0]).toBe("update_display_data");
    expect(later?.[1].transient).toEqual({ display_id: shown[0].id });
  });
});

it("drops nothing of a cell that prints much, and keeps the order", async () => {
  const { outputs } = await run("for (let i = 0; i < 3000; i++) console.log(i);");
  const printed = outputs.filter(([type]) => type === "stream").map(([, content]) => String(content.text));
  expect(printed.join("")).toBe(Array.from({ length: 3000 }, (_, i) => `${i}\n`).join(""));
});

it("shows the key to nobody: not as a value, printed, in a table, in an error", async () => {
  const said = await Promise.all(
    [
      "process.env.FLASHALPHA_API_KEY",
      "console.log(process.env)",
      "[{ key: process.env.FLASHALPHA_API_KEY }]",
      "throw new Error(process.env.FLASHALPHA_API_KEY)",
    ].map(async (code) => JSON.stringify(await run(code))),
  );
  expect(said.join("")).toContain("***");
  expect(said.join("")).not.toContain(KEY);
});

describe("a kernel that cannot begin", () => {
  /** Runs it to its end. */
  function end(...args: string[]): Promise<{ code: number | null; said: string }> {
    const child = spawn(process.execPath, [LAB_KERNEL, ...args], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (piece: string) => (said += piece));
    return new Promise((resolve) => child.once("close", (code) => resolve({ code, said })));
  }

  it("ends with a word on its connection file, and none of the key in it", async () => {
    const file = join(folder, "connection.json");
    expect(await end(file)).toEqual({
      code: 1,
      said: `zerodte kernel: the connection file ${file} cannot be read (ENOENT)\n`,
    });
    writeFileSync(file, `{"key":"${KEY}"`);
    expect(await end(file)).toEqual({ code: 1, said: `zerodte kernel: the connection file ${file} is not JSON\n` });
    writeFileSync(file, `{"key":"${KEY}","transport":"tcp","ip":"127.0.0.1","shell_port":1,"iopub_port":2}`);
    expect((await end(file)).said).toBe(
      `zerodte kernel: the connection file ${file} lacks stdin_port, control_port, hb_port\n`,
    );
    expect(await end()).toMatchObject({ code: 2, said: expect.stringContaining("connection file") as string });
  });

  it("ends with the address that is taken", async () => {
    const connection = await createConnection("tcp");
    const port = Number(/:(\d+)$/.exec(connection.address("iopub"))?.[1]);
    const taken = createServer();
    await new Promise<void>((listening) => taken.listen(port, "127.0.0.1", listening));
    const { code, said } = await end(connection.file);
    taken.close();
    connection.remove();
    expect(code).toBe(1);
    expect(said).toBe(`zerodte kernel: cannot listen at tcp://127.0.0.1:${port}: Address already in use\n`);
  });
});

it("gives way to the kernel of the zerodte that lies beside the notebook", async () => {
  const own = join(folder, "project", "node_modules", "zerodte");
  mkdirSync(join(own, "dist", "kernel"), { recursive: true });
  writeFileSync(join(own, "package.json"), `{"name":"zerodte","version":"9.9.9","main":"main.js"}`);
  writeFileSync(join(own, "dist", "kernel", "main.js"), `console.log("local kernel", process.argv[2]);`);
  const child = spawn(process.execPath, [LAB_KERNEL, "file.json"], {
    cwd: join(folder, "project"),
    stdio: ["ignore", "pipe", "ignore"],
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (piece: string) => (said += piece));
  await new Promise((ended) => child.once("close", ended));
  expect(said).toBe("local kernel file.json\n");
});
