import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createConnection } from "../../src/kernel/connection.js";
import { startKernel } from "../../src/kernel/kernel-process.js";
import { openWorkshop, ROOT, type Workshop } from "./workshop.js";

let workshop: Workshop;
let temporary: string;
beforeAll(() => {
  workshop = openWorkshop();
  temporary = mkdtempSync(join(tmpdir(), "zerodte-test-"));
});
afterAll(() => {
  workshop.remove();
  rmSync(temporary, { recursive: true });
});

describe("a kernel that cannot start", () => {
  it("is given up after the time-out, with what it printed", async () => {
    const silent = [process.execPath, "-e", "console.log('still thinking'); setInterval(() => {}, 1000)"];
    await expect(startKernel({ cwd: ".", startTimeoutMs: 1000, command: silent })).rejects.toThrow(
      "the kernel did not start within 1 s; it printed:\nstill thinking",
    );
  });

  it("is reported at once if it exits or is not there", async () => {
    const crash = [process.execPath, "-e", "console.error('no memory'); process.exit(7)"];
    await expect(startKernel({ cwd: ".", command: crash })).rejects.toThrow(
      "the kernel exited with code 7:\nno memory",
    );
    await expect(startKernel({ cwd: ".", command: ["/nonexistent/tslab"] })).rejects.toThrow(
      /could not be started.*ENOENT/,
    );
  });
});

it("keeps the connection's key to this user", async () => {
  const connection = await createConnection();
  expect(statSync(connection.file).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(connection.file, "utf8"))).toMatchObject({
    key: connection.key,
    signature_scheme: "hmac-sha256",
  });
  connection.remove();
  expect(() => statSync(connection.file)).toThrow("ENOENT");
});

it("names five different free ports for tcp", async () => {
  const connection = await createConnection("tcp");
  const addresses = (["shell", "iopub", "stdin", "control", "hb"] as const).map((socket) => connection.address(socket));
  expect(new Set(addresses).size).toBe(5);
  for (const address of addresses) expect(address).toMatch(/^tcp:\/\/127\.0\.0\.1:\d+$/);
  connection.remove();
});

it("can be closed twice, and does not wait for what a cell has left running", async () => {
  const kernel = await startKernel({ cwd: workshop.folder });
  const orphan = `import { spawn } from "child_process";\nsetInterval(() => {}, 1000);\nspawn("sleep", ["5"], { stdio: "inherit" }).unref();`;
  expect(await kernel.execute(orphan, () => {})).toEqual({ status: "ok", execution_count: 1 });
  await Promise.all([kernel.close(), kernel.close()]);
  await expect(kernel.execute("1", () => {})).rejects.toThrow("the kernel exited");
});

describe.skipIf(process.platform !== "linux")("the kernel does not outlive its runner", () => {
  const script = `
    const { startKernel } = require(${JSON.stringify(join(ROOT, "dist/kernel/kernel-process.js"))});
    startKernel({ cwd: __dirname, kernel: "zerodte" }).then(() => {
      console.log("started");
      process.stdin.once("data", () => {
        if (process.argv[2] === "exit") process.exit(5);
        throw new Error("runner failed");
      });
    });`;

  it.each([
    ["SIGINT", "signal SIGINT"],
    ["SIGTERM", "signal SIGTERM"],
    ["exit", "code 5"],
    ["throw", "code 1"],
  ])("when that ends by %s", async (way, expected) => {
    writeFileSync(join(workshop.folder, "runner.cjs"), script);
    const runner = spawn(process.execPath, [join(workshop.folder, "runner.cjs"), way], {
      env: { ...process.env, TMPDIR: temporary },
      stdio: ["pipe", "pipe", "ignore"],
    });
    const ended = new Promise<string>((resolve) =>
      runner.once("close", (code, signal) => resolve(signal ? `signal ${signal}` : `code ${code}`)),
    );
    await new Promise<void>((started, reject) => {
      runner.once("close", () => reject(new Error("no kernel")));
      runner.stdout.once("data", () => started());
    });
    const children = readFileSync(`/proc/${runner.pid}/task/${runner.pid}/children`, "utf8");
    const kernel = Number(/^(\d+) $/.exec(children)?.[1]);
    expect(isRunning(kernel)).toBe(true);
    if (way.startsWith("SIG")) runner.kill(way as NodeJS.Signals);
    else runner.stdin.write("now");
    expect(await ended).toBe(expected);
    await expect.poll(() => isRunning(kernel)).toBe(false);
    expect(readdirSync(temporary)).toEqual([]);
  });
});

/** A process that is gone, or dead and not yet collected by its parent, does not run. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}
