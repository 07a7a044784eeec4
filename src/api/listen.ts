import type { Server } from "node:http";
import { type AddressInfo, type Socket, Server as SocketServer } from "node:net";
import { FlowError } from "./errors.js";

/** How long `close` waits for a reader that does not read, milliseconds. */
const GRACE = 5_000;

/**
 * Makes an HTTP server listen, and tells where a client on this machine reaches it.
 *
 * @param port 0 is any free one
 * @throws FlowError (a rejection) with the system's code, `EADDRINUSE` for one, when it cannot listen there.
 */
export function listen(server: Server, port: number, host: string): Promise<{ url: string; port: number }> {
  return new Promise((resolve, reject) => {
    const fail = (cause: NodeJS.ErrnoException): void => {
      const code = cause.code ?? "listen_failed";
      const why =
        code === "EADDRINUSE"
          ? "it is in use; stop what listens there, or give another port (0 is any free one)"
          : code === "EACCES"
            ? "it is reserved for the system; give one above 1023 (0 is any free one)"
            : cause.message;
      reject(new FlowError(`Cannot serve on port ${port} of ${host}: ${why}.`, { code, cause }));
    };
    server.once("error", fail);
    server.listen(port, host, () => {
      server.off("error", fail);
      const address = server.address() as AddressInfo;
      resolve({ url: `http://${reachable(address)}:${address.port}`, port: address.port });
    });
  });
}

/**
 * A `close` for an HTTP server that listens not yet: it stops the listening, lets answers under way end, for five seconds
 * at most, and leaves no connection. A keep-alive connection outlives its answers, so each is ended once it has none.
 */
export function stopper(server: Server): () => Promise<void> {
  const underWay = new Map<Socket, number>();
  let closed: Promise<void> | undefined;
  const count = (socket: Socket, change: number): void => {
    const answers = (underWay.get(socket) ?? 0) + change;
    if (underWay.has(socket)) underWay.set(socket, answers);
    // Not destroy: what a slow reader has not fetched yet is still to be sent.
    if (closed !== undefined && answers === 0) socket.destroySoon();
  };
  server.on("connection", (socket) => {
    underWay.set(socket, 0);
    socket.once("close", () => underWay.delete(socket));
  });
  server.on("request", ({ socket }, response) => {
    count(socket, +1);
    response.once("close", () => count(socket, -1));
  });
  return () =>
    (closed ??= new Promise((resolve) => {
      const cut = setTimeout(() => server.closeAllConnections(), GRACE);
      // Stops the listening only. The HTTP server's own close would first destroy every connection whose answer has been
      // handed over whole, though most of it may still wait to be sent; so it comes last, for its timer.
      SocketServer.prototype.close.call(server, () => {
        clearTimeout(cut);
        server.close();
        resolve();
      });
      for (const [socket, answers] of underWay) if (answers === 0) socket.destroySoon();
    }));
}

/** The address as a client on this machine reaches it. */
function reachable({ address, family }: AddressInfo): string {
  if (address === "0.0.0.0") return "127.0.0.1";
  if (address === "::") return "[::1]";
  return family === "IPv6" ? `[${address}]` : address;
}
