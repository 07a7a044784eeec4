import { createHmac } from "node:crypto";
import { expect, it } from "vitest";
import { decodeMessage, encodeMessage } from "../../src/kernel/jupyter-message.js";

function answer(key: string, ...prefix: string[]): Buffer[] {
  const parts = [{ msg_type: "stream" }, { msg_id: "q" }, {}, { text: "ü" }].map((part) => JSON.stringify(part));
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return [...prefix, "<IDS|MSG>", hmac.digest("hex"), ...parts].map((part) => Buffer.from(part));
}

function replaced(frames: Buffer[], index: number, frame: Buffer): Buffer[] {
  return frames.map((old, i) => (i === index ? frame : old));
}

it("reads a signed message, behind any routing prefix", () => {
  const message = { type: "stream", parentId: "q", content: { text: "ü" } };
  expect(decodeMessage("key", answer("key"))).toEqual(message);
  expect(decodeMessage("key", answer("key", "topic", "more"))).toEqual(message);
});

it("refuses a message that is not signed with the key, altered, or cut", () => {
  const frames = answer("key");
  expect(decodeMessage("other", frames)).toBeNull();
  expect(decodeMessage("key", replaced(frames, 5, Buffer.from('{"text":"forged"}')))).toBeNull();
  expect(decodeMessage("key", replaced(frames, 1, Buffer.from("short")))).toBeNull();
  expect(decodeMessage("key", frames.slice(0, 4))).toBeNull();
  expect(decodeMessage("key", [Buffer.from("noise")])).toBeNull();
});

it("writes what it can read", () => {
  const { id, frames } = encodeMessage("key", "session", "execute_request", { code: "1" });
  const read = decodeMessage(
    "key",
    frames.map((frame) => Buffer.from(frame)),
  );
  expect(read).toEqual({ type: "execute_request", parentId: "", content: { code: "1" } });
  expect(JSON.parse(frames[2] ?? "")).toMatchObject({ msg_id: id, session: "session", version: "5.3" });
});
