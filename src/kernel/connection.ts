import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The sockets of a Jupyter kernel that have an address of their own. */
const SOCKETS = ["shell", "iopub", "stdin", "control", "hb"] as const;

/** Where a kernel is told to listen, and the key that signs what is said there. */
export interface Connection {
  /** Jupyter's connection file, readable by this user only, in a temporary folder of its own. */
  file: string;
  key: string;
  address(socket: (typeof SOCKETS)[number]): string;
  /** Deletes the temporary folder. */
  remove(): void;
}

/**
 * A fresh connection for one kernel.
 *
 * `ipc` (Unix sockets inside the private folder) cannot collide with another process's port and is out of other users'
 * reach, so it is the default where it exists; `tcp` on 127.0.0.1 is taken on Windows and where the temporary folder's
 * path is too long for a socket's name.
 */
export async function createConnection(transport?: "ipc" | "tcp"): Promise<Connection> {
  const folder = mkdtempSync(join(tmpdir(), "zerodte-kernel-"));
  const socketBase = join(folder, "k");
  const ipc =
    (transport ?? (process.platform === "win32" || Buffer.byteLength(socketBase) > 90 ? "tcp" : "ipc")) === "ipc";
  const ports = ipc ? SOCKETS.map((_, i) => i + 1) : await freePorts(SOCKETS.length);
  const ip = ipc ? socketBase : "127.0.0.1";
  const key = randomUUID();
  const info = { transport: ipc ? "ipc" : "tcp", ip, key, signature_scheme: "hmac-sha256", kernel_name: "tslab" };
  const file = join(folder, "connection.json");
  const named = Object.fromEntries(SOCKETS.map((name, i) => [`${name}_port`, ports[i]]));
  writeFileSync(file, JSON.stringify({ ...info, ...named }), { mode: 0o600 });
  return {
    file,
    key,
    address: (socket) => `${info.transport}://${ip}:${ports[SOCKETS.indexOf(socket)]}`,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Ports that were free a moment ago; all are held until the last is known, so that they differ. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
