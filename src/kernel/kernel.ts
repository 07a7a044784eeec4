import { hider } from "../api/redact.js";
import { readConnectionFile } from "./connection-file.js";
import { cellQueue, displayWriter } from "./cell-queue.js";
import { cellStills } from "./cell-stills.js";
import { openCells, type Cells } from "./cells.js";
import { codePointsToUnits, unitsToCodePoints } from "./cursor.js";
import { STILLS } from "./kernelspec.js";
import { openKernelServer, type Answer, type Publish } from "./kernel-server.js";
import { findChromium } from "./still-image.js";

/** For how long nobody asks who the kernel is before it reads its compiler and types: front ends ask twice or thrice. */
const QUIET_MS = 250;

/**
 * Runs this process as the Jupyter kernel "0DTE Lab (TypeScript)", until it is asked to shut down: tslab's compiler and
 * runner behind our own console, cell queue and sockets.
 *
 * @param connectionFile Jupyter's: where to listen, and the key
 * @param version of this package
 * @throws Error if the file is missing or wrong, or an address is taken; the process should end then.
 */
export async function startLabKernel(connectionFile: string, version: string): Promise<void> {
  const connection = readConnectionFile(connectionFile);
  // A cell's frames lie below those of the library it calls.
  Error.stackTraceLimit = 50;
  let latest: Publish = () => {};
  /** TypeScript takes a second: a front end is answered first, and a cell that comes at once opens them itself. */
  let opened: Cells | undefined;
  const cells = (): Cells => (opened ??= prepared(openCells()));
  const prepared = (fresh: Cells): Cells => {
    fresh.setDisplayWriter((content, update) => displayWriter(latest)(content, update));
    return fresh;
  };
  const stills = process.env[STILLS] === "1" ? cellStills(findChromium(), hideKey) : undefined;
  let run: Answer | undefined;
  const execute: Answer = (request, publish) => {
    const onCell = (tell: Publish): void => {
      latest = tell;
    };
    run ??= cellQueue(cells(), onCell, stills);
    return run(request, publish);
  };
  const interrupt = (): void => {
    opened?.interrupt();
    stills?.interrupt();
  };
  // In two steps, so that what comes meanwhile waits for one of them only.
  const steps = [() => void cells(), () => cells().prepare()];
  const warming = setTimeout(() => {
    steps.shift()?.();
    if (steps.length > 0) warming.refresh();
  }, QUIET_MS);
  const server = await openKernelServer(
    connection,
    {
      execute,
      kernel_info: () => {
        warming.refresh();
        return kernelInfo(version);
      },
      complete: ({ code, cursor_pos }) => {
        const [source, position] = [String(code), codePointsToUnits(String(code), Number(cursor_pos))];
        const { start, end, candidates } = cells().complete(source, position);
        const [cursor_start, cursor_end] = [unitsToCodePoints(source, start), unitsToCodePoints(source, end)];
        return { status: "ok", matches: candidates, cursor_start, cursor_end, metadata: {} };
      },
      inspect: ({ code, cursor_pos }) => {
        const text = cells().inspect(String(code), codePointsToUnits(String(code), Number(cursor_pos)));
        return {
          status: "ok",
          found: text !== undefined,
          data: text === undefined ? {} : { "text/plain": text },
          metadata: {},
        };
      },
      is_complete: ({ code }) => {
        const { completed, indent = "" } = cells().isComplete(String(code));
        return completed ? { status: "complete" } : { status: "incomplete", indent };
      },
      comm_info: () => ({ status: "ok", comms: {} }),
      history: () => ({ status: "ok", history: [] }),
      interrupt: () => {
        interrupt();
        return { status: "ok" };
      },
      shutdown: ({ restart }) => ({ status: "ok", restart: restart === true }),
    },
    () => {
      server.close();
      opened?.close();
      // Whatever a cell has left running ends here.
      process.exit(0);
    },
    hideKey,
  );
  warming.refresh();

  for (const name of ["stdout", "stderr"] as const) {
    process[name].write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
      latest("stream", { name, text: typeof chunk === "string" ? chunk : Buffer.from(chunk).toString() });
      const done = rest.find((argument) => typeof argument === "function") as (() => void) | undefined;
      if (done) process.nextTick(done);
      return true;
    };
  }
  process.on("SIGINT", interrupt);
  const onLate = (error: unknown): void => {
    const { traceback } = cells().describe(error);
    latest("stream", { name: "stderr", text: `${traceback.join("\n")}\n` });
  };
  process.on("uncaughtException", onLate);
  process.on("unhandledRejection", onLate);
  dieWithParent();
}

function kernelInfo(version: string): Record<string, unknown> {
  return {
    status: "ok",
    protocol_version: "5.3",
    implementation: "zerodte",
    implementation_version: version,
    banner: `0DTE Lab (TypeScript), zerodte ${version}`,
    language_info: {
      name: "typescript",
      version: "5.0.4",
      mimetype: "text/typescript",
      file_extension: ".ts",
      pygments_lexer: "typescript",
      // Of CodeMirror's modes, JavaScript's knows TypeScript; both front ends look for another of these fields.
      codemirror_mode: { name: "javascript", mode: "typescript", typescript: true },
    },
    help_links: [],
  };
}

/** Takes the API key out of what is shown: a notebook is passed on. One that is too short may be part of other words. */
function hideKey(json: string): string {
  const key = process.env.FLASHALPHA_API_KEY?.trim() ?? "";
  return key.length < 8 ? json : hider(key)(json);
}

/** Jupyter names its process to kernels that must not outlive it. */
function dieWithParent(): void {
  if (process.env.JPY_PARENT_PID === undefined || process.platform === "win32") return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(1);
  }, 1000).unref();
}
