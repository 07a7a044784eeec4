import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { init } from "../../src/cli/init.js";
import { readNotebook } from "../../src/kernel/notebook.js";
import { runNotebook } from "../../src/kernel/run-notebook.js";
import { describeInterop } from "../interop.js";

const ROOT = new URL("../..", import.meta.url).pathname;

let folder: string;
let stdout: string;
let stderr: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "zerodte-init-"));
  stdout = stderr = "";
  vi.spyOn(console, "log").mockImplementation((text) => void (stdout += `${String(text)}\n`));
  vi.spyOn(console, "error").mockImplementation((text) => void (stderr += `${String(text)}\n`));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

const manifest = (path: string): Record<string, object> =>
  JSON.parse(readFileSync(join(path, "package.json"), "utf8")) as Record<string, object>;

it("writes a package with the overrides of this one, a notebook and a README of ten lines, and says what is next", async () => {
  const lab = join(folder, "My Lab");
  expect(await init([lab, "--zerodte", "1.2.3"])).toBe(0);
  expect(stdout).toMatch(/npm install && npm start\n$/);
  expect(readdirSync(lab).sort()).toEqual([
    ".gitignore",
    "01-first.ipynb",
    "README.md",
    "package.json",
    "tsconfig.json",
  ]);
  expect(manifest(lab)).toMatchObject({
    name: "my-lab",
    private: true,
    dependencies: { zerodte: "1.2.3", "danfojs-node": "1.2.0" },
    overrides: manifest(ROOT).overrides,
  });
  expect(readFileSync(join(lab, "README.md"), "utf8").trimEnd().split("\n").length).toBeLessThanOrEqual(10);
  expect(readNotebook(join(lab, "01-first.ipynb")).metadata.kernelspec).toMatchObject({ name: "zerodte" });
});

it("of a checkout, which is on no registry, takes the checkout", async () => {
  await init([join(folder, "lab")]);
  expect(manifest(join(folder, "lab")).dependencies).toMatchObject({ zerodte: `file:${ROOT.replace(/\/$/, "")}` });
});

it("writes over nothing", async () => {
  mkdirSync(join(folder, "lab"));
  writeFileSync(join(folder, "lab", "README.md"), "mine");
  expect(await init([join(folder, "lab")])).toBe(1);
  expect(stderr).toContain("has README.md already; choose another folder");
  expect(readdirSync(join(folder, "lab"))).toEqual(["README.md"]);
  expect(readFileSync(join(folder, "lab", "README.md"), "utf8")).toBe("mine");
});

it("answers a wrong command line with one line and exit code 2", async () => {
  expect([await init([]), await init(["a", "b"]), await init(["a", "--fast"])]).toEqual([2, 2, 2]);
  expect(stderr).toMatch(/^(zerodte init: [^\n]+\n){3}$/);
});

it.each(["zerodte", "stock"] as const)(
  "writes a notebook that runs in the kernel %s and ends in a figure",
  async (kernel) => {
    // Inside of the repository, where the stock kernel finds the package.
    const lab = join(mkdtempSync(join(ROOT, "out", "test-init-")), "lab");
    try {
      await init([lab]);
      const env = { FLASHALPHA_API_KEY: undefined, ZERODTE_URL: undefined, ZERODTE_TAPE: undefined };
      const { cells } = await runNotebook(join(lab, "01-first.ipynb"), { kernel, env, set: { symbol: "QQQ" } });
      expect(cells.at(-1)?.outputs?.at(-1)?.data).toHaveProperty("application/vnd.plotly.v1+json");
      expect(JSON.stringify(cells.at(-1)?.outputs)).toContain("QQQ");
    } finally {
      rmSync(join(lab, ".."), { recursive: true, force: true });
    }
  },
);

describeInterop("from a registry", [], () => {
  it("a packed zerodte, installed in the folder, runs its notebook from there", async () => {
    execFileSync("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder], { cwd: ROOT });
    const packed = readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "";
    const lab = join(folder, "lab");
    await init([lab, "--zerodte", `file:${join(folder, packed)}`]);
    const npm = (...args: string[]): Promise<unknown> =>
      promisify(execFile)("npm", args, { cwd: lab, env: { ...process.env, FLASHALPHA_API_KEY: "" } });
    await npm("install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline");
    await npm("start");
    expect(readFileSync(join(lab, "out", "01-first.html"), "utf8")).toContain("zerodte-figure");
    await expect(npm("exec", "--", "zerodte", "run", "01-first.ipynb", "--set", "nothing=1")).rejects.toThrow(
      "there is no parameter nothing; the notebook has symbol, lastMinutes",
    );
  }, 300_000);
});
