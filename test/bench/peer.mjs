import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { fileURLToPath, URL } from "node:url";

/*
 * Peers in other languages, as child processes: files of `peers/`, Python or C. One loads its inputs, says `ready`, and
 * then does one round for each line on its input, which names the round; it prints the milliseconds that took by its own
 * clock. The line `save` makes it write its results. Inputs and results are raw columns in a folder of its own;
 * peers/rounds.py and peers/rounds.h are the other end.
 */

const PEERS = fileURLToPath(new URL("peers/", import.meta.url));
/** Debian's, which has Debian's packages. */
const PYTHON = "/usr/bin/python3";

/**
 * Starts a peer; `{ absent: reason }` where it cannot be had here. End it with `close()`.
 *
 * @param {string} file in `peers/`, `.py` or `.c`
 * @param {{ inputs?: Record<string, ArrayBufferView>, needs?: string[] }} options inputs by the name of their file, such as
 *   "strikes.f64"; needs: modules of Python
 */
export async function startPeer(file, { inputs = {}, needs = [] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "zerodte-bench-"));
  const clean = () => rmSync(folder, { recursive: true, force: true });
  process.on("exit", clean);
  const command = file.endsWith(".c") ? compiled(file, folder) : interpreted(file, needs);
  if (!Array.isArray(command)) return command;
  for (const [name, { buffer, byteOffset, byteLength }] of Object.entries(inputs))
    writeFileSync(join(folder, name), new Uint8Array(buffer, byteOffset, byteLength));

  const child = spawn(command[0], command.slice(1), { cwd: folder, stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${file} ended before its time`);
    return value;
  };
  const ask = (line) => {
    child.stdin.write(`${line}\n`);
    return answer();
  };
  if ((await answer()) !== "ready") throw new Error(`${file} is not ready`);
  return {
    /** Milliseconds of the round of this name. */
    round: async (name) => Number(await ask(name)),
    /** Makes it write the results of its last round. */
    save: () => ask("save"),
    /** A column that it wrote. */
    float64: (name) => new Float64Array(written(join(folder, name))),
    int32: (name) => new Int32Array(written(join(folder, name))),
    close: () => {
      child.stdin.end();
      clean();
    },
  };
}

function written(path) {
  const { buffer, byteOffset, length } = readFileSync(path);
  return buffer.slice(byteOffset, byteOffset + length);
}

/** What `compare` takes as `theirs`: the round of a started peer, or why there is none. */
export function roundOf(peer, name) {
  return "absent" in peer ? peer : () => peer.round(name);
}

function interpreted(file, needs) {
  if (!existsSync(PYTHON)) return { absent: `no ${PYTHON}` };
  for (const module of needs)
    if (spawnSync(PYTHON, ["-c", `import ${module}`]).status !== 0) return { absent: `no python3-${module}` };
  return [PYTHON, join(PEERS, file)];
}

function compiled(file, folder) {
  const program = join(folder, "peer");
  const { error, status, stderr } = spawnSync("gcc", ["-O3", "-o", program, join(PEERS, file), "-lm"]);
  if (error) return { absent: "no gcc" };
  if (status !== 0) throw new Error(`${file} does not compile:\n${stderr}`);
  return [program];
}
