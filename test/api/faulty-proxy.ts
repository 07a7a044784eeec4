import { createServer, request as ask, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** What a {@link faultyProxy} does with a question. */
export type Fault = "none" | "late" | "503" | "429" | "reset" | "cut" | "silence";

export interface FaultyProxy {
  readonly url: string;
  /** How often each fault was chosen. */
  readonly chosen: Record<Fault, number>;
  /** Cuts all connections and refuses new ones until the promise that `during` gives is settled. */
  outage(during: () => Promise<unknown>): Promise<void>;
  close(): Promise<void>;
}

/** A server on a free port that hands questions on to `target`, and does to each what `choose` says. */
export async function faultyProxy(target: string, choose: () => Fault): Promise<FaultyProxy> {
  const sockets = new Set<Socket>();
  const chosen: Record<Fault, number> = { none: 0, late: 0, "503": 0, "429": 0, reset: 0, cut: 0, silence: 0 };
  let server: Server;
  const handle = (question: IncomingMessage, response: ServerResponse): void => {
    const fault = choose();
    chosen[fault]++;
    if (fault === "silence") return;
    if (fault === "reset") return void question.socket.resetAndDestroy();
    if (fault === "503") return void response.writeHead(503).end("<html>Busy</html>");
    if (fault === "429") return void response.writeHead(429).end('{"error":"slow_down"}');
    const handOn = (): void => {
      // Who asked may be gone by now, and nobody would read or close what is asked on.
      if (response.destroyed) return;
      const { url, headers, method } = question;
      const onward = ask(new URL(url!, target), { headers, method: method!, agent: false }, (answer) => {
        response.writeHead(answer.statusCode!, answer.headers);
        if (fault === "cut") answer.once("data", (chunk: Buffer) => cut(response, chunk));
        else answer.pipe(response);
      });
      onward.on("error", () => response.destroy()).end();
      response.once("close", () => onward.destroy());
    };
    if (fault === "late") setTimeout(handOn, 20);
    else handOn();
  };
  const cut = (response: ServerResponse, chunk: Buffer): void =>
    void response.write(chunk.subarray(0, chunk.length / 2), () => response.destroy());
  const listen = (port: number): Promise<void> =>
    new Promise((resolve) => {
      server = createServer(handle).on("connection", (socket) => {
        sockets.add(socket);
        socket.on("error", () => undefined).once("close", () => sockets.delete(socket));
      });
      server.listen(port, "127.0.0.1", resolve);
    });
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });

  await listen(0);
  const { port } = server!.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    chosen,
    outage: async (during) => {
      await close();
      await during();
      await listen(port);
    },
    close,
  };
}
