import type { ServerResponse } from "node:http";
import { wantsGzip } from "./accept-encoding.js";
import type { AnswerBody } from "./answer-body.js";
import { namesTag } from "./entity-tag.js";

/** Bytes below which a body is not worth compressing: it fits into one packet as it is. */
const WORTH_GZIP = 1_024;

/**
 * Writes an answer to the network: as gzip where the request asks for it and the body is worth it, and not at all (304)
 * where the request names the tag of what it would get. The tags of the two forms differ, as their bytes do.
 *
 * @param headers of any answer, name and value in turn, `Vary` among them; those of a body are added
 */
export function writeAnswer(response: ServerResponse, body: AnswerBody, headers: string[]): void {
  const asked = response.req.headers;
  const gzip = body.length >= WORTH_GZIP && wantsGzip(asked["accept-encoding"]);
  const tag = gzip ? `"${body.tag()}-gzip"` : `"${body.tag()}"`;
  headers.push("ETag", tag);
  if (namesTag(asked["if-none-match"], tag)) {
    response.writeHead(304, headers).end();
    return;
  }
  const pieces = gzip ? body.gzip() : body.plain();
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  headers.push("Content-Type", "application/json; charset=utf-8", "Content-Length", String(length));
  if (gzip) headers.push("Content-Encoding", "gzip");
  response.writeHead(200, headers);
  const last = pieces.length - 1;
  // All at once, in one call of the system.
  if (last > 0) response.cork();
  for (let i = 0; i < last; i++) response.write(pieces[i]);
  response.end(pieces[last]);
}
