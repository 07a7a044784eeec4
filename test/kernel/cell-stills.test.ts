import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { figure, PLOTLY_MIME } from "../../src/figures/figure.js";
import { cellStills } from "../../src/kernel/cell-stills.js";
import { startKernel } from "../../src/kernel/kernel-process.js";
import { mimeBundle } from "../../src/kernel/mime-bundle.js";
import type { Notebook } from "../../src/kernel/notebook.js";
import { addStills } from "../../src/kernel/still-image.js";

const KEY = "fa-secret-0123456789";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "zerodte-cell-stills-"));
  // Where the browser's page and profile lie while it draws.
  vi.stubEnv("TMPDIR", folder);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** A browser that draws nothing and answers at once: with an image, or with what went wrong. */
function browser(name: string, ...answers: string[]): string {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\ncat <<'END'\n<pre id="images">${answers.join("\n")}</pre>\nEND\n`);
  chmodSync(file, 0o755);
  return file;
}

const IMAGE = "data:image/png;base64,iVBORw0K";
const bundle = (text: string): Record<string, unknown> => mimeBundle(figure([{ y: [1] }], { height: 300 }, text))!;

type Message = [type: string, content: Record<string, unknown>];
interface Cell {
  tell: (type: string, content: object) => void;
  said: Message[];
}

function openCell(stills: ReturnType<typeof cellStills>): Cell {
  const said: Message[] = [];
  const tell = stills.through((type, content) => void said.push([type, content as Message[1]]));
  return { tell, said };
}

const idOf = ([, { transient }]: Message): unknown => (transient as { display_id?: unknown }).display_id;

it("shows figures at once and replaces each in place by itself with its image", async () => {
  const stills = cellStills(browser("two", IMAGE, `${IMAGE}AA`), (json) => json);
  const { tell, said } = openCell(stills);
  tell("display_data", { data: bundle("One <b>.\nMore."), metadata: { own: 1 }, transient: {} });
  tell("execute_result", { data: { "text/plain": "5" }, metadata: {}, execution_count: 3 });
  tell("execute_result", { data: bundle("Two."), metadata: {}, execution_count: 4 });
  const [shown, result, last] = said;
  expect(result).toEqual(["execute_result", { data: { "text/plain": "5" }, metadata: {}, execution_count: 3 }]);
  expect([shown[0], last[0]]).toEqual(["display_data", "display_data"]);
  expect(shown[1]).toMatchObject({ data: bundle("One <b>.\nMore."), metadata: { own: 1 } });
  await stills.draw(tell);
  const updates = said.slice(3);
  expect(updates.map(([type]) => type)).toEqual(["update_display_data", "update_display_data"]);
  expect(updates.map(idOf)).toEqual([idOf(shown), idOf(last)]);
  expect(new Set(updates.map(idOf)).size).toBe(2);
  const { data, metadata } = updates[0][1] as { data: Record<string, string>; metadata: object };
  expect(metadata).toEqual({ own: 1, "image/png": { width: 900, height: 300 } });
  expect(Object.keys(data)).toEqual([PLOTLY_MIME, "text/html", "text/plain", "image/png"]);
  expect(data["image/png"]).toBe("iVBORw0K");
  expect(data["text/html"]).toContain(
    `<img src="${IMAGE}" alt="One &#60;b&#62;.\nMore." width="900" height="300" style="max-width:100%;height:auto"></div>`,
  );
  expect(data["text/html"]).not.toContain("<pre>");
  await stills.draw(tell);
  expect(said).toHaveLength(5);
});

it("draws of an output that changes the last state, and nothing when that is no figure", async () => {
  const stills = cellStills(browser("one", IMAGE), (json) => json);
  const { tell, said } = openCell(stills);
  const show = (type: string, display_id: string, data: object): void =>
    tell(type, { data, metadata: {}, transient: { display_id } });
  show("display_data", "a", bundle("First."));
  show("display_data", "b", bundle("Gone."));
  show("update_display_data", "a", bundle("Last."));
  show("update_display_data", "b", { "text/plain": "done" });
  await stills.draw(tell);
  expect(said.slice(4).map((message) => [message[0], idOf(message)])).toEqual([["update_display_data", "a"]]);
  expect(said[4][1]).toMatchObject({ data: { "text/plain": "Last.", "image/png": "iVBORw0K" } });
});

it("leaves outputs with an image or HTML of their own as they are", async () => {
  const stills = cellStills(browser("own", IMAGE), (json) => json);
  const { tell, said } = openCell(stills);
  const drawn = { data: { ...bundle("Drawn."), "image/png": "AAAA" }, metadata: {}, transient: {} };
  tell("display_data", drawn);
  tell("display_data", { data: { ...bundle("Theirs."), "text/html": "<p>theirs</p>" }, metadata: {}, transient: {} });
  await stills.draw(tell);
  expect(said[0]).toEqual(["display_data", drawn]);
  expect(said.slice(2)).toHaveLength(1);
  expect(said[2][1]).toMatchObject({ data: { "text/html": "<p>theirs</p>", "image/png": "iVBORw0K" } });
});

it("says once why there are no images, and shows figures as without it", async () => {
  const none = cellStills(undefined, (json) => json);
  const { tell, said } = openCell(none);
  const result = { data: bundle("One."), metadata: {}, execution_count: 1 };
  for (let cell = 0; cell < 2; cell++) {
    tell("execute_result", result);
    await none.draw(tell);
  }
  const text = "no still images of figures: there is no Chromium or Chrome, on PATH or named by CHROME_PATH\n";
  expect(said).toEqual([
    ["execute_result", result],
    ["stream", { name: "stderr", text }],
    ["execute_result", result],
  ]);
});

it("does not start a browser again that fails, and keeps figures that one cannot draw", async () => {
  const failing = cellStills("/bin/false", (json) => json);
  const first = openCell(failing);
  first.tell("execute_result", { data: bundle("One."), metadata: {}, execution_count: 1 });
  await failing.draw(first.tell);
  expect(first.said.map(([type]) => type)).toEqual(["display_data", "stream"]);
  expect(first.said[1][1].text).toBe(
    "no still images of figures: /bin/false ended with code 1 before the figures were drawn\n",
  );
  first.tell("execute_result", { data: bundle("Two."), metadata: {}, execution_count: 2 });
  await failing.draw(first.tell);
  expect(first.said.slice(2).map(([type]) => type)).toEqual(["execute_result"]);

  const partly = cellStills(browser("partly", "Error: no such type", IMAGE), (json) => json);
  const second = openCell(partly);
  for (const text of ["Bad.", "Good."]) second.tell("display_data", { data: bundle(text), metadata: {} });
  await partly.draw(second.tell);
  expect(second.said.slice(2)).toMatchObject([
    ["stream", { text: "no still images of figures: figure 1 cannot be drawn: Error: no such type\n", name: "stderr" }],
    ["update_display_data", { data: { "text/plain": "Good." } }],
  ]);
});

/** A browser with a helper that never ends, and a file that is there once both run. */
function endless(): { program: string; begun: () => boolean } {
  const [program, mark] = [join(folder, "endless"), join(folder, "begun")];
  writeFileSync(program, `#!/bin/sh\nsleep 1000 &\ntouch ${mark}\nwait\n`);
  chmodSync(program, 0o755);
  rmSync(mark, { force: true });
  return { program, begun: () => existsSync(mark) };
}

it("is given up on an interrupt, without a word, and leaves no browser and no file behind", async () => {
  const { program, begun } = endless();
  const stills = cellStills(program, (json) => json);
  const { tell, said } = openCell(stills);
  tell("display_data", { data: bundle("One."), metadata: {} });
  const drawing = stills.draw(tell);
  await vi.waitFor(() => expect(begun()).toBe(true), { timeout: 30_000 });
  stills.interrupt();
  // The helper holds the browser's output open: this ends when it does.
  await drawing;
  expect(said).toHaveLength(1);
  expect(readdirSync(folder).filter((name) => name.startsWith("zerodte-stills-"))).toEqual([]);
  tell("display_data", { data: bundle("Two."), metadata: {} });
  expect(said[1][0]).toBe("display_data");
});

it("ends the cell on the stop button, with its figure, and the kernel goes on", async () => {
  const { program, begun } = endless();
  const env = { ZERODTE_STILLS: "1", CHROME_PATH: program };
  const kernel = await startKernel({ cwd: folder, kernel: "zerodte", env });
  const types: string[] = [];
  const running = kernel.execute(`figure([{ y: [1] }], {}, "One.")`, (type) => void types.push(type));
  await vi.waitFor(() => expect(begun()).toBe(true), { timeout: 30_000 });
  kernel.interrupt();
  expect(await running).toMatchObject({ status: "ok" });
  expect(types).toEqual(["execute_input", "display_data", "display_data"]);
  expect(await kernel.execute("1 + 1", () => {})).toMatchObject({ status: "ok" });
  await kernel.close();
});

it("gives a saved output its image in its HTML too, where that was kept, and not twice", async () => {
  const output = { output_type: "display_data" as const, data: bundle("One."), metadata: {} };
  const stripped = { ...bundle("Two.") };
  delete stripped["text/html"];
  const cell = { id: "1", cell_type: "code" as const, metadata: {}, source: "" };
  const notebook: Notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {},
    cells: [{ ...cell, outputs: [output, { ...output, data: stripped }] }],
  };
  expect(await addStills(notebook, browser("saved", IMAGE, IMAGE))).toBe(2);
  const [kept, bare] = notebook.cells[0].outputs ?? [];
  expect(kept.data?.["text/html"]).toContain(`<img src="${IMAGE}"`);
  expect(Object.keys(bare.data ?? {})).toEqual([PLOTLY_MIME, "text/plain", "image/png"]);
  expect(await addStills(notebook, "/bin/false")).toBe(0);
});

it("gives the browser no key: in an image it could not be found any more", async () => {
  const page = join(folder, "page");
  const spy = join(folder, "spy");
  // The page is a browser's last argument.
  writeFileSync(
    spy,
    `#!/bin/sh\nfor page; do :; done\ncp "\${page#file://}" ${page}\necho '<pre id="images">${IMAGE}</pre>'\n`,
  );
  chmodSync(spy, 0o755);
  const stills = cellStills(spy, (json) => json.replaceAll(KEY, "***"));
  const { tell, said } = openCell(stills);
  tell("display_data", { data: bundle("One."), metadata: {} });
  const titled = figure([{ y: [1] }], { title: { text: `with ${KEY}` } }, "Two.");
  tell("update_display_data", { data: mimeBundle(titled), metadata: {}, transient: { display_id: idOf(said[0]) } });
  await stills.draw(tell);
  expect(said[2]).toMatchObject(["update_display_data", { data: { "text/plain": "Two.", "image/png": "iVBORw0K" } }]);
  const drawn = readFileSync(page, "utf8");
  expect(drawn).toContain("with ***");
  expect(drawn).not.toContain(KEY);
});
