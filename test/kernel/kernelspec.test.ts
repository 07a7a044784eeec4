import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { inflateSync } from "node:zlib";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { kernelCommand } from "../../src/cli/kernel.js";
import { jupyterData, jupyterPath } from "../../src/kernel/kernelspec.js";
import { logoPng } from "../../src/kernel/logo.js";

let home: string;
let stdout: string;
let stderr: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "zerodte-home-"));
  stdout = stderr = "";
  vi.stubEnv("JUPYTER_DATA_DIR", join(home, "user"));
  vi.stubEnv("JUPYTER_PATH", "");
  vi.stubEnv("FLASHALPHA_API_KEY", "fa-secret-0123456789");
  vi.spyOn(console, "log").mockImplementation((text) => void (stdout += `${String(text)}\n`));
  vi.spyOn(console, "error").mockImplementation((text) => void (stderr += `${String(text)}\n`));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, force: true });
});

it("installs for this user: absolute paths, the logo, no secret", async () => {
  expect(await kernelCommand(["install"])).toBe(0);
  const folder = join(home, "user", "kernels", "zerodte");
  expect(stdout).toBe(`0DTE Lab (TypeScript) is kernel "zerodte": ${folder}\n`);
  expect(readdirSync(folder).sort()).toEqual(["kernel.json", "logo-32x32.png", "logo-64x64.png", "logo-svg.svg"]);
  const text = readFileSync(join(folder, "kernel.json"), "utf8");
  const spec = JSON.parse(text) as { argv: string[] };
  expect(spec).toMatchObject({
    display_name: "0DTE Lab (TypeScript)",
    language: "typescript",
    interrupt_mode: "signal",
  });
  expect(spec.argv).toHaveLength(3);
  expect(spec.argv.slice(0, 2).every((file) => isAbsolute(file) && existsSync(file))).toBe(true);
  expect(spec.argv[2]).toBe("{connection_file}");
  expect(text).not.toContain("fa-secret");
  expect(await kernelCommand(["install"])).toBe(0);
});

it("asks the kernel for still images where it is told to, and says when there is no browser for them", async () => {
  const spec = (): unknown =>
    JSON.parse(readFileSync(join(home, "user", "kernels", "zerodte", "kernel.json"), "utf8")) as unknown;
  vi.stubEnv("CHROME_PATH", process.execPath);
  expect(await kernelCommand(["install", "--stills"])).toBe(0);
  expect(spec()).toMatchObject({ env: { ZERODTE_STILLS: "1" } });
  expect(stderr).toBe("");
  vi.stubEnv("CHROME_PATH", "/nonexistent/chromium");
  expect(await kernelCommand(["install", "--stills"])).toBe(0);
  expect(stderr).toBe("--stills needs Chromium or Chrome, on PATH or named by CHROME_PATH; none was found yet\n");
  expect(await kernelCommand(["install"])).toBe(0);
  expect(spec()).not.toHaveProperty("env");
});

it("lists what is installed, and says what cannot start any more", async () => {
  expect(await kernelCommand(["list", "--prefix", join(home, "env")])).toBe(0);
  expect(stdout).toBe("none; `zerodte kernel install` installs one\n");
  await kernelCommand(["install", "--prefix", join(home, "env"), "--name", "Old"]);
  const file = join(home, "env", "share", "jupyter", "kernels", "old", "kernel.json");
  writeFileSync(file, readFileSync(file, "utf8").replace(process.execPath, "/nonexistent/node"));
  await kernelCommand(["install", "--user"]);
  stdout = "";
  vi.stubEnv("VIRTUAL_ENV", join(home, "env"));
  expect(await kernelCommand(["list"])).toBe(0);
  expect(stdout).toMatch(
    /^ {2}name +version +folder\n {2}zerodte +\d+\.\d+\.\d+ +.*\/user\/kernels\/zerodte\n {2}old .*: \/nonexistent\/node is gone/m,
  );
});

it("removes its own, and neither replaces nor removes another", async () => {
  await kernelCommand(["install", "--name", "mine"]);
  expect(await kernelCommand(["remove", "--name", "mine"])).toBe(0);
  expect(existsSync(join(home, "user", "kernels", "mine"))).toBe(false);
  expect(await kernelCommand(["remove", "--name", "mine"])).toBe(1);
  expect(stderr).toBe(`zerodte kernel remove: there is no kernel mine in ${join(home, "user", "kernels")}\n`);
  const other = join(home, "user", "kernels", "python3");
  mkdirSync(other, { recursive: true });
  writeFileSync(join(other, "kernel.json"), `{"argv":["python"],"metadata":{}}`);
  for (const action of ["install", "remove"]) expect(await kernelCommand([action, "--name", "python3"])).toBe(1);
  expect(stderr).toContain(`${other} is another kernel; choose another name with --name`);
  expect(stderr).toContain(`${other} is another kernel and stays`);
  expect(readFileSync(join(other, "kernel.json"), "utf8")).toContain("python");
});

it.each([
  [[], "say install, list or remove"],
  [["start"], 'say install, list or remove, not "start"'],
  [["install", "--user", "--prefix", "x"], "--user and --prefix exclude each other"],
  [["remove", "--stills"], "--stills goes with install"],
  [["install", "--sys"], "Unknown option '--sys'"],
])("answers a wrong command line %j with one line and exit code 2", async (argv, message) => {
  expect(await kernelCommand(argv)).toBe(2);
  expect(stderr).toMatch(/^zerodte kernel: [^\n]+\n$/);
  expect(stderr).toContain(message);
});

it("refuses a name that leaves the folder", async () => {
  for (const name of ["../x", "", "..", "a b"]) expect(await kernelCommand(["install", "--name", name])).toBe(1);
  expect(stderr).toContain(`a kernel cannot be called "../x"`);
});

it.skipIf(process.platform !== "linux")("knows where Jupyter looks", () => {
  expect(jupyterData(undefined, { HOME: "/h" })).toBe("/h/.local/share/jupyter");
  expect(jupyterData(undefined, { HOME: "/h", XDG_DATA_HOME: "/d" })).toBe("/d/jupyter");
  expect(jupyterData("/venv", {})).toBe("/venv/share/jupyter");
  expect(jupyterPath({ HOME: "/h", JUPYTER_PATH: "/a:/b" })).toEqual([
    "/a",
    "/b",
    "/h/.local/share/jupyter",
    "/usr/local/share/jupyter",
    "/usr/share/jupyter",
  ]);
});

it("draws a logo of cells in the colours of the figures, clear between them", () => {
  const png = logoPng(64);
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([64, 64]);
  const start = png.indexOf("IDAT") + 4;
  const pixels = inflateSync(png.subarray(start, start + png.readUInt32BE(start - 8)));
  const pixel = (x: number, y: number): string =>
    pixels.subarray(y * 257 + 1 + x * 4, y * 257 + 5 + x * 4).toString("hex");
  expect(pixels).toHaveLength(64 * 257);
  expect([pixel(0, 0), pixel(1, 1), pixel(33, 17), pixel(63, 63)]).toEqual([
    "00000000",
    "fcdab5ff",
    "9f3905ff",
    "00000000",
  ]);
});
