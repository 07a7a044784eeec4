import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";

/** A message of Jupyter's protocol 5.3, as far as a client needs it. */
export interface JupyterMessage {
  type: string;
  /** Id of the request that this answers; empty if it answers none. */
  parentId: string;
  content: Record<string, unknown>;
}

/** A message as a kernel gets it: with what its answers must carry. */
export interface JupyterRequest extends JupyterMessage {
  header: { msg_id: string; msg_type: string; session: string; username: string };
  /** Who asks, for the socket: frames before the message. */
  identities: readonly Buffer[];
}

const DELIMITER = "<IDS|MSG>";

/** A request as ZeroMQ frames, signed with the connection's key, and the id by which its answers will call it. */
export function encodeMessage(
  key: string,
  session: string,
  type: string,
  content: object,
): { id: string; frames: string[] } {
  const header = headerOf(type, session, "zerodte");
  return { id: header.msg_id, frames: signed(key, [header, {}, {}], JSON.stringify(content)) };
}

/**
 * An answer to a request, or what is published on account of it, as ZeroMQ frames.
 *
 * @param hide takes out of the content, as JSON, what nobody may see
 */
export function encodeAnswer(
  key: string,
  to: JupyterRequest,
  type: string,
  content: object,
  hide: (json: string) => string,
): (string | Buffer)[] {
  const header = headerOf(type, to.header.session, to.header.username);
  return [...to.identities, ...signed(key, [header, to.header, {}], hide(JSON.stringify(content)))];
}

function headerOf(type: string, session: string, username: string): { msg_id: string } {
  const [msg_id, date] = [randomUUID(), new Date().toISOString()];
  return { msg_id, ...{ msg_type: type, session, username, date, version: "5.3" } };
}

function signed(key: string, message: readonly object[], content: string): string[] {
  const parts = [...message.map((part) => JSON.stringify(part)), content];
  return [DELIMITER, sign(key, parts), ...parts];
}

/** The message in these frames, or `null` if they are not one, or not signed with the key. */
export function decodeMessage(key: string, frames: readonly Buffer[]): JupyterMessage | null {
  const request = decodeRequest(key, frames);
  return request && { type: request.type, parentId: request.parentId, content: request.content };
}

/** As {@link decodeMessage}, with all that an answer needs. */
export function decodeRequest(key: string, frames: readonly Buffer[]): JupyterRequest | null {
  const start = frames.findIndex((frame) => frame.toString() === DELIMITER);
  const [signature, ...parts] = frames.slice(start + 1, start + 6);
  if (start < 0 || !signature || parts.length < 4) return null;
  const expected = Buffer.from(sign(key, parts));
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) return null;
  const [header, parent, , content] = parts.map((part) => JSON.parse(part.toString()) as unknown);
  return {
    type: (header as JupyterRequest["header"]).msg_type,
    header: header as JupyterRequest["header"],
    identities: frames.slice(0, start),
    parentId: (parent as { msg_id?: string }).msg_id ?? "",
    content: content as Record<string, unknown>,
  };
}

function sign(key: string, parts: readonly (string | Buffer)[]): string {
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}
