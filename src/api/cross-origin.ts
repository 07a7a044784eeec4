import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";

/** Headers of an answer that a page may read beside those that every page may. */
const READABLE = ["ETag", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Retry-After"];

/** Of every answer, name and value in turn: any page may read it, and it may have been compressed. */
export const OPEN_HEADERS: readonly string[] = [
  "Access-Control-Allow-Origin",
  "*",
  "Access-Control-Expose-Headers",
  READABLE.join(","),
  "Vary",
  "Accept-Encoding",
];

/** Answers a browser that asks whether a page may ask. */
export function preflight(): MiddlewareHandler {
  return cors({
    origin: "*",
    allowMethods: ["GET", "HEAD", "OPTIONS"],
    allowHeaders: ["X-Api-Key", "X-Source", "Content-Type", "Authorization", "If-None-Match"],
    exposeHeaders: READABLE,
  });
}
