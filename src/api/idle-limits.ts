import type { Server, ServerOptions } from "node:http";
import type { Socket } from "node:net";
import { LONGEST_TIMER } from "./deadline.js";

/** Milliseconds for a question's headers; Node's own figure. */
const HEADERS = 60_000;

/**
 * The limits of an HTTP server on connections that are idle or slow, for its making: a question's headers, and the whole
 * question, must arrive within the time, and after an answer the next question must begin within it. What is late gets a
 * 408, or no answer, and its connection is closed.
 *
 * @param idleTimeout milliseconds
 * @throws TypeError when it is no whole number that a timer can wait.
 * @example createServer(idleLimits(75_000), listener)
 */
export function idleLimits(idleTimeout: number): ServerOptions {
  if (!(Number.isSafeInteger(idleTimeout) && idleTimeout >= 1 && idleTimeout <= LONGEST_TIMER))
    throw new TypeError(
      `idleTimeout must be a whole number of milliseconds from 1 to ${LONGEST_TIMER}, not ${String(idleTimeout)}`,
    );
  return {
    keepAliveTimeout: idleTimeout,
    headersTimeout: Math.min(HEADERS, idleTimeout),
    requestTimeout: idleTimeout,
    // Node looks for late questions so often, by itself every 30 s: a limit of a second would be one of half a minute.
    connectionsCheckingInterval: Math.min(5_000, Math.ceil(idleTimeout / 4)),
  };
}

/**
 * Closes the connections on which nothing has moved for a time: a reader that does not fetch its answer, one that says
 * nothing. An answer that is still being made is waited for.
 *
 * @param idleTimeout milliseconds
 */
export function closeIdle(server: Server, idleTimeout: number): void {
  server.timeout = idleTimeout;
  server.on("request", (_, response) => {
    // With this listener Node leaves the closing to it; while no answer is under way, Node closes by itself.
    response.on("timeout", (socket: Socket) => {
      if (response.headersSent) socket.destroy();
    });
  });
}
