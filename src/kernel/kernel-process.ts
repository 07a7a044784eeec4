import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Dealer, Subscriber } from "zeromq";
import { createConnection } from "./connection.js";
import { dieTogether } from "./die-together.js";
import { decodeMessage, encodeMessage, type JupyterMessage } from "./jupyter-message.js";

/** What a kernel publishes while a cell runs: `stream`, `display_data`, `update_display_data`, … */
export type OnOutput = (type: string, content: Record<string, unknown>) => void;

/** The kernel's word on a cell. `abort`: it was not run, because another failed just before. */
export interface ExecuteReply {
  status: "ok" | "error" | "abort" | "aborted";
  execution_count?: number;
}

/** A running kernel. */
export interface KernelProcess {
  /** Runs one cell and resolves when it and its outputs are through; rejects if the kernel dies. */
  execute(code: string, onOutput: OnOutput): Promise<ExecuteReply>;
  /** Any other request, such as `complete_request`; resolves with the reply's content. */
  ask(type: string, content: object, onOutput?: OnOutput): Promise<Record<string, unknown>>;
  /** As Ctrl-C: stops a running loop, rejects a pending await. */
  interrupt(): void;
  /** Asks the kernel to stop, kills it if it has not within a second, and removes all traces. Safe to call twice. */
  close(): Promise<void>;
}

/** `stock`: tslab as it is installed; `zerodte`: the one that `zerodte kernel install` tells Jupyter of. */
export type KernelName = "stock" | "zerodte";

export interface KernelOptions {
  /** The kernel's working folder: its cells resolve packages upward from here. */
  cwd: string;
  /** Added to this process's environment; `undefined` takes a variable away. */
  env?: Record<string, string | undefined>;
  /** How long the kernel may take until it answers. Default 60 s (tslab's own needs 1 to 3, ours less than one). */
  startTimeoutMs?: number;
  /** Default: `ipc` where there is such a thing, else `tcp`. */
  transport?: "ipc" | "tcp";
  /** Which kernel: tslab's own or ours. Default `stock`. */
  kernel?: KernelName | undefined;
  /** Program and arguments; `{connection_file}` stands for the connection file. Default: that of `kernel`. */
  command?: readonly string[];
}

/**
 * Starts a kernel as a process of its own and connects to it over ZeroMQ, as Jupyter does.
 *
 * A stock tslab that cannot start hangs instead of exiting, hence the time-out. The kernel does not outlive this process: it is
 * killed when this one exits or is ended by SIGINT, SIGTERM or SIGHUP.
 *
 * @throws Error if the kernel exits, or does not answer in time, with the last lines it printed.
 */
export async function startKernel(options: KernelOptions): Promise<KernelProcess> {
  const { cwd, env, startTimeoutMs = 60_000, transport, kernel = "stock" } = options;
  const command = options.command ?? (kernel === "stock" ? tslabCommand() : labCommand());
  const connection = await createConnection(transport);
  // FORCE_COLOR would put terminal codes into what cells print, and so into the notebook.
  // The pid is how a kernel of ours notices that this process was killed.
  const environment = { ...process.env, FORCE_COLOR: undefined, JPY_PARENT_PID: String(process.pid), ...env };
  const [program = "", ...args] = command.map((word) => word.replace("{connection_file}", connection.file));
  const child = spawn(program, args, { cwd, env: environment, stdio: ["ignore", "pipe", "pipe"] });

  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (log = (log + text).slice(-2000)));
  }
  let death: Error | undefined;
  const waiting = new Map<string, { reject: (error: Error) => void; onMessage: (message: JupyterMessage) => void }>();
  const exited = new Promise<void>((resolve) => {
    const onDeath = (reason: string): void => {
      death ??= new Error(reason + (log.trim() && `:\n${log.trim()}`));
      for (const { reject } of waiting.values()) reject(death);
      resolve();
    };
    child.once("error", (error) => onDeath(`the kernel could not be started (${error.message})`));
    const onExit = (code: number | null, signal: string | null): void =>
      onDeath(`the kernel exited with ${signal ? `signal ${signal}` : `code ${code}`}`);
    // At "close" its last words are read as well, but a process that a cell has left behind may keep the pipes open.
    child.once("close", onExit).once("exit", (code, signal) => setTimeout(onExit, 200, code, signal));
  });
  const forget = dieTogether(() => {
    child.kill("SIGKILL");
    connection.remove();
  });

  const shell = new Dealer({ linger: 0 });
  const control = new Dealer({ linger: 0 });
  // Nothing that a cell prints is dropped, however much.
  const iopub = new Subscriber({ linger: 0, receiveHighWaterMark: 0 });
  shell.connect(connection.address("shell"));
  control.connect(connection.address("control"));
  iopub.connect(connection.address("iopub"));
  iopub.subscribe();
  for (const socket of [shell, control, iopub]) void listen(socket);

  async function listen(socket: AsyncIterable<Buffer[]>): Promise<void> {
    for await (const frames of socket) {
      const message = decodeMessage(connection.key, frames);
      if (message) waiting.get(message.parentId)?.onMessage(message);
    }
  }

  const session = randomUUID();

  /** One request: resolves with the reply, after the kernel has also reported itself idle again if `untilIdle`. */
  function request(
    socket: Dealer,
    type: string,
    content: object,
    {
      untilIdle = true,
      timeoutMs = 0,
      onOutput,
    }: { untilIdle?: boolean; timeoutMs?: number; onOutput?: OnOutput } = {},
  ): Promise<Record<string, unknown>> {
    if (death) return Promise.reject(death);
    const { id, frames } = encodeMessage(connection.key, session, type, content);
    return new Promise((resolve, reject) => {
      let reply: Record<string, unknown> | undefined;
      let idle = !untilIdle;
      let timer: NodeJS.Timeout | undefined;
      const settled = (): void => {
        clearTimeout(timer);
        // A cell's late output (from a timer it left behind) still comes under its id: keep listening for that alone.
        if (onOutput) waiting.set(id, { reject: () => {}, onMessage: (m) => forward(m) });
        else waiting.delete(id);
      };
      const fail = (error: Error): void => {
        settled();
        reject(error);
      };
      const forward = (message: JupyterMessage): void => {
        if (message.type !== "status" && !message.type.endsWith("_reply")) onOutput?.(message.type, message.content);
      };
      const onMessage = (message: JupyterMessage): void => {
        if (message.type.endsWith("_reply")) reply = message.content;
        else if (message.type === "status") idle ||= message.content.execution_state === "idle";
        else forward(message);
        if (!reply || !idle) return;
        settled();
        resolve(reply);
      };
      waiting.set(id, { reject: fail, onMessage });
      if (timeoutMs) timer = setTimeout(() => fail(new Error(`no answer to ${type} in ${timeoutMs} ms`)), timeoutMs);
      socket.send(frames).catch(fail);
    });
  }

  /** The reply says that the kernel runs; an idle status, that its publications reach us: that socket joins late. */
  async function handshake(): Promise<void> {
    const deadline = Date.now() + startTimeoutMs;
    await request(shell, "kernel_info_request", {}, { untilIdle: false, timeoutMs: startTimeoutMs });
    for (;;) {
      try {
        await request(shell, "kernel_info_request", {}, { timeoutMs: 100 });
        return;
      } catch (error) {
        if (death || Date.now() > deadline) throw error;
      }
    }
  }

  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= shutDown());
  async function shutDown(): Promise<void> {
    if (!death) {
      const kill = setTimeout(() => child.kill("SIGKILL"), 1000);
      await request(control, "shutdown_request", { restart: false }, { untilIdle: false, timeoutMs: 1000 }).catch(
        () => {},
      );
      await exited;
      clearTimeout(kill);
    }
    for (const socket of [shell, control, iopub]) socket.close();
    child.stdout.destroy();
    child.stderr.destroy();
    connection.remove();
    forget();
  }

  try {
    await handshake();
  } catch (cause) {
    const late = death === undefined;
    child.kill("SIGKILL");
    await exited;
    await close();
    if (!late) throw cause;
    const said = log.trim() && `; it printed:\n${log.trim()}`;
    throw new Error(`the kernel did not start within ${startTimeoutMs / 1000} s${said}`, { cause });
  }

  return {
    execute: async (code, onOutput) => {
      const content = {
        code,
        silent: false,
        store_history: true,
        user_expressions: {},
        allow_stdin: false,
        stop_on_error: true,
      };
      return (await request(shell, "execute_request", content, { onOutput })) as unknown as ExecuteReply;
    },
    ask: (type, content, onOutput = () => {}) => request(shell, type, content, { onOutput }),
    interrupt: () => void child.kill("SIGINT"),
    close,
  };
}

function tslabCommand(): string[] {
  const installed = createRequire(__filename).resolve("tslab/package.json");
  return [process.execPath, join(dirname(installed), "bin", "tslab"), "kernel", "--config-path", "{connection_file}"];
}

function labCommand(): string[] {
  return [process.execPath, LAB_KERNEL, "{connection_file}"];
}

/** What starts our kernel, with the connection file as its argument. */
export const LAB_KERNEL: string = join(__dirname, "../../dist/kernel/main.js");
