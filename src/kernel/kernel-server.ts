import { Publisher, Reply, Router } from "zeromq";
import type { ConnectionFile } from "./connection-file.js";
import { outbox, type Outbox } from "./outbox.js";
import { decodeRequest, encodeAnswer, type JupyterRequest } from "./jupyter-message.js";

/** Publishes something on account of a request: `stream`, `status`, … */
export type Publish = (type: string, content: object) => void;

/** Answers one kind of request: gives the reply's content. */
export type Answer = (
  content: Record<string, unknown>,
  publish: Publish,
) => Record<string, unknown> | Promise<Record<string, unknown>>;

/** A kernel's five sockets. */
export interface KernelServer {
  close(): void;
}

/**
 * Listens where a connection file says, and answers requests on shell and control by `answers`: `execute_request` is
 * answered as `execute_reply` by `answers.execute`, and so on. Requests begin in the order in which they come; one that
 * nobody answers is passed over in silence, and so is a message that is not signed with the key.
 *
 * @param onShutdown called when the reply to a shutdown is out
 * @param hide takes out of all that is sent, as JSON, what nobody may see
 * @throws Error that names the address that cannot be listened on.
 */
export async function openKernelServer(
  connection: ConnectionFile,
  answers: Readonly<Record<string, Answer>>,
  onShutdown: () => void,
  hide: (json: string) => string,
): Promise<KernelServer> {
  const { transport, ip, key } = connection;
  // What a front end has not read yet waits for it, instead of being dropped; what nobody reads ends with the process.
  const options = { sendHighWaterMark: 0, linger: 1000 };
  const [shell, control, stdin] = [new Router(options), new Router(options), new Router(options)];
  const iopub = new Publisher(options);
  const heartbeat = new Reply(options);
  const sockets = { shell, iopub, stdin, control, hb: heartbeat };
  const close = (): void => Object.values(sockets).forEach((socket) => socket.close());
  for (const [name, socket] of Object.entries(sockets)) {
    const address = `${transport}://${ip}:${connection[`${name}_port` as keyof ConnectionFile]}`;
    try {
      await socket.bind(address);
    } catch (error) {
      close();
      throw new Error(`cannot listen at ${address}: ${(error as Error).message}`, { cause: error });
    }
  }

  const published = outbox(iopub);
  async function handle(out: Outbox, request: JupyterRequest): Promise<void> {
    const kind = request.type.replace(/_request$/, "");
    const answer = Object.hasOwn(answers, kind) ? answers[kind] : undefined;
    if (!answer) return;
    // What goes to all readers has nobody's identity before it.
    const send: Publish = (type, content) =>
      published.send(encodeAnswer(key, { ...request, identities: [] }, type, content, hide));
    let busy = false;
    const publish: Publish = (type, content) => {
      // A cell that waits for its turn is not busy yet.
      if (!busy) send("status", { execution_state: "busy" });
      busy = true;
      send(type, content);
    };
    const reply = await answer(request.content, publish);
    out.send(encodeAnswer(key, request, `${kind}_reply`, reply, hide));
    publish("status", { execution_state: "idle" });
    if (kind !== "shutdown") return;
    await Promise.all([out.sent(), published.sent()]);
    onShutdown();
  }
  async function listen(socket: Router): Promise<void> {
    const out = outbox(socket);
    for await (const frames of socket) {
      const request = decodeRequest(key, frames);
      if (request) void handle(out, request);
    }
  }
  async function echo(): Promise<void> {
    for await (const frames of heartbeat) await heartbeat.send(frames);
  }
  for (const loop of [listen(shell), listen(control), echo()]) loop.catch(() => {});
  return { close };
}
