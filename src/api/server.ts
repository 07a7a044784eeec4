import { createServer } from "node:http";
import { closeIdle, idleLimits } from "./idle-limits.js";
import type { PlannedKey } from "./keys.js";
import { listen, stopper } from "./listen.js";
import type { FlowSource } from "./source.js";

/** A source whose clock can be set, as an engine's can: the answers it gave, or would have given, at an instant. */
export interface Rewindable {
  at(instant: number | string): FlowSource;
}

/** Options of {@link serve}. */
export interface ServeOptions {
  /** Default 0: any free port. */
  port?: number | undefined;
  /**
   * Default 127.0.0.1: this machine only. Any other address opens the source to the network, `0.0.0.0`, `::` and an empty
   * text to every one: give `keys` before you do, for without them everybody there may read it, and nothing warns of it.
   */
  host?: string | undefined;
  /**
   * Keys to accept. Without it no key is asked for, and any that is sent is let through. A text may ask everything, without
   * a quota; a {@link PlannedKey} what its plan may, so often a day: `{ key: "k", plan: "Growth", daily: 100 }`.
   */
  keys?: readonly (string | PlannedKey)[] | undefined;
  /** Connections at the same time, a whole number from 1; one more is closed unanswered. Default 1,000. */
  maxConnections?: number | undefined;
  /**
   * Milliseconds that a connection may be idle: before its question has arrived whole (its headers within a minute at most),
   * while it does not read its answer, and until it asks again. Then it is closed. An answer that takes long to make is
   * waited for. A whole number from 1; default 75,000, longer than a cell takes to think.
   */
  idleTimeout?: number | undefined;
  /** The clock of the cache and of the quotas, epoch milliseconds. Default: the machine's. */
  now?: (() => number) | undefined;
}

/** A running server. */
export interface FlowServer {
  /** Its address, for `baseUrl`: `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly port: number;
  /** Stops listening, lets answers under way end (for five seconds at most), and leaves nothing open. */
  close(): Promise<void>;
}

/**
 * Serves a source over HTTP: the same paths, parameters, errors and headers as FlashAlpha's API, from the same table as
 * the client. `new FlowClient({ baseUrl: server.url })` then answers as the source itself does. As at the vendor's, any web
 * page may ask (CORS `*`): give `keys` when a private tape is served and a browser is open.
 *
 * `?at=` (ISO 8601 with a zone, or epoch milliseconds) asks a {@link Rewindable} source for its answer at an instant; of
 * any other source it is a 400 `invalid_at`. The leaderboard is kept for 30 s for each of its parameters, as the vendor
 * does. A body has an `ETag`, which a request may name in `If-None-Match` to be told with a 304 that it still stands, and is
 * gzip where `Accept-Encoding` asks for it. A number that is not finite is written as null. The key is checked first, then
 * its plan, its quota (a request refused for a parameter and a 304 count), and the parameters.
 *
 * @throws TypeError (a rejection) when `keys` holds an empty key, an unknown plan or a `daily` that is no whole number, or
 * `maxConnections` or `idleTimeout` is none.
 * @throws FlowError (a rejection) with code `EADDRINUSE` or `EACCES` when the port cannot be had.
 * @example
 * const server = await serve(FlowEngine.simulate({ seed: 7 }), { port: 8080 });
 * const flow = new FlowClient({ baseUrl: server.url });
 * await server.close();
 */
export async function serve(source: FlowSource, options: ServeOptions = {}): Promise<FlowServer> {
  const { port = 0, host = "127.0.0.1", keys, maxConnections = 1_000, idleTimeout = 75_000, now = Date.now } = options;
  if (!(Number.isSafeInteger(maxConnections) && maxConnections >= 1))
    throw new TypeError(`maxConnections must be a whole number from 1, not ${String(maxConnections)}`);
  // With hono, which only who serves has to wait for.
  const { flowListener } = await import("./flow-listener.js");
  const server = createServer(idleLimits(idleTimeout), flowListener(source, keys, now));
  closeIdle(server, idleTimeout);
  server.maxConnections = maxConnections;
  const close = stopper(server);
  return { ...(await listen(server, port, host)), close };
}
