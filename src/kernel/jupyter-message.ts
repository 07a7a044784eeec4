import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";

/** A message of Jupyter's protocol 5.3, as far as a client needs it. */
export interface JupyterMessage {
  type: string;
  /** Id of the request that this answers; empty if it answers none. */
  parentId: string;
  content: Record<string, unknown>;
}

const DELIMITER = "<IDS|MSG>";

/** A request as ZeroMQ frames, signed with the connection's key, and the id by which its answers will call it. */
export function encodeMessage(
  key: string,
  session: string,
  type: string,
  content: object,
): { id: string; frames: string[] } {
  const id = randomUUID();
  const header = {
    msg_id: id,
    msg_type: type,
    session,
    username: "zerodte",
    date: new Date().toISOString(),
    version: "5.3",
  };
  const parts = [header, {}, {}, content].map((part) => JSON.stringify(part));
  return { id, frames: [DELIMITER, sign(key, parts), ...parts] };
}

/** The message in these frames, or `null` if they are not one, or not signed with the key. */
export function decodeMessage(key: string, frames: readonly Buffer[]): JupyterMessage | null {
  const start = frames.findIndex((frame) => frame.toString() === DELIMITER);
  const [signature, ...parts] = frames.slice(start + 1, start + 6);
  if (start < 0 || !signature || parts.length < 4) return null;
  const expected = Buffer.from(sign(key, parts));
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) return null;
  const [header, parent, , content] = parts.map((part) => JSON.parse(part.toString()) as unknown);
  return {
    type: (header as { msg_type: string }).msg_type,
    parentId: (parent as { msg_id?: string }).msg_id ?? "",
    content: content as Record<string, unknown>,
  };
}

function sign(key: string, parts: readonly (string | Buffer)[]): string {
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}
