import { expect, it } from "vitest";
import { outbox } from "../../src/kernel/outbox.js";

it("sends at once while it can, keeps what the socket refuses, and keeps the order", async () => {
  const sent: string[] = [];
  let room = 2;
  const box = outbox({
    send: (frames) => {
      if (room-- <= 0) throw Object.assign(new Error("busy"), { code: "EBUSY" });
      sent.push(String(frames[0]));
      return Promise.resolve();
    },
  });
  for (const name of ["a", "b", "c", "d"]) box.send([name]);
  expect(sent).toEqual(["a", "b"]);
  room = 1;
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  expect(sent).toEqual(["a", "b", "c"]);
  room = 2;
  await box.sent();
  box.send(["e"]);
  expect(sent).toEqual(["a", "b", "c", "d", "e"]);
});

it("tells of any other failure", () => {
  const box = outbox({
    send: () => {
      throw Object.assign(new Error("closed"), { code: "EBADF" });
    },
  });
  expect(() => box.send(["a"])).toThrow("closed");
});
