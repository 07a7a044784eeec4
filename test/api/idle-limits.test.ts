import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { type FlowServer, serve, type ServeOptions } from "../../src/api/server.js";
import { flow, TinySource } from "./samples.js";

const PATH = "/v1/flow/zero-dte";
const IDLE = 250;
const servers: FlowServer[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function started(source = new TinySource(), options: ServeOptions = { idleTimeout: IDLE }): Promise<FlowServer> {
  const server = await serve(source, options);
  servers.push(server);
  return server;
}

/** A connection that collects what comes. */
async function opened({ port }: FlowServer): Promise<{ socket: Socket; got: () => string; closed: Promise<unknown> }> {
  const socket = connect(port, "127.0.0.1");
  sockets.push(socket);
  let text = "";
  socket.on("error", () => {}).on("data", (chunk) => (text += String(chunk)));
  const closed = new Promise((resolve) => socket.once("close", resolve));
  await once(socket, "connect");
  return { socket, got: () => text, closed };
}

/** Lets the idle time pass, and more than it: two connections that say nothing are closed one after the other. */
async function idleTimePasses(server: FlowServer): Promise<void> {
  await (
    await opened(server)
  ).closed;
  await (
    await opened(server)
  ).closed;
}

const question = (path: string): string => `GET ${PATH}/${path} HTTP/1.1\r\nHost: here\r\n\r\n`;

test("a connection that says nothing is closed", async () => {
  const { closed, got } = await opened(await started());
  await closed;
  expect(got()).toMatch(/^(HTTP\/1\.1 408 [^]*)?$/);
});

test("headers that come by and by are a 408, and their connection is closed", async () => {
  const { socket, closed, got } = await opened(await started());
  socket.write(`GET ${PATH}/leaderboard HTTP/1.1\r\nHost: here\r\n`);
  const dribble = setInterval(() => socket.write("X-Source: again\r\n"), IDLE / 20);
  await closed;
  clearInterval(dribble);
  expect(got()).toMatch(/^HTTP\/1\.1 408 /);
});

test("a body that comes by and by does not keep its connection open", async () => {
  const { socket, closed, got } = await opened(await started());
  socket.write(`POST ${PATH}/leaderboard HTTP/1.1\r\nHost: here\r\nContent-Length: 100000\r\n\r\n`);
  const dribble = setInterval(() => socket.write("x"), IDLE / 20);
  await closed;
  clearInterval(dribble);
  expect(got()).toMatch(/^HTTP\/1\.1 405 /);
});

test("a connection that asks again within the time lives, one that does not is closed", async () => {
  const server = await started();
  let passed = false;
  const silence = idleTimePasses(server).then(() => (passed = true));
  const { socket, closed, got } = await opened(server);
  const answers = (): number => got().split("HTTP/1.1 200 OK").length - 1;
  let asked = 0;
  for (; !passed && answers() === asked; asked++) {
    socket.write(question("leaderboard"));
    await Promise.race([once(socket, "data"), closed]);
  }
  await silence;
  expect(asked).toBeGreaterThan(2);
  expect(answers()).toBe(asked);
  await closed;
});

test("a reader that does not fetch its answer is closed", async () => {
  const size = 30e6;
  const source = new TinySource();
  source.strikeFlow = async () => ({ ...flow(), symbol: "x".repeat(size) });
  const server = await started(source);
  const socket = connect(server.port, "127.0.0.1").pause();
  sockets.push(socket);
  const ended = new Promise((resolve) => socket.on("error", () => {}).once("close", resolve));
  socket.write(question("strike-flow/SPY"));
  await once(socket, "readable");
  await idleTimePasses(server);
  let got = 0;
  socket.on("data", (chunk) => (got += chunk.length)).resume();
  await ended;
  expect(got).toBeLessThan(size);
});

test("an answer that takes longer than the time to make is waited for", async () => {
  const source = new TinySource();
  let letAnswer = (): void => {};
  const mayAnswer = new Promise<void>((resolve) => (letAnswer = resolve));
  const asked = new Promise<void>((tellAsked) => {
    source.strikeFlow = async () => {
      tellAsked();
      await mayAnswer;
      return flow();
    };
  });
  const server = await started(source);
  const answer = fetch(`${server.url}${PATH}/strike-flow/SPY`);
  await asked;
  await idleTimePasses(server);
  letAnswer();
  expect(await (await answer).json()).toEqual(flow());
});

test("close still lets an answer under way end, and then nothing is open", async () => {
  const source = new TinySource();
  const server = await started(source);
  const silent = await opened(server);
  const { socket, closed, got } = await opened(server);
  socket.write(question("strike-flow/SPY"));
  await once(socket, "data");
  await server.close();
  await Promise.all([closed, silent.closed]);
  expect([got().slice(0, 13), silent.got()]).toEqual(["HTTP/1.1 200 ", ""]);
});

test("a time that no timer can wait is refused", async () => {
  for (const idleTimeout of [0, -1, 1.5, NaN, Infinity, 2 ** 31])
    await expect(serve(new TinySource(), { idleTimeout })).rejects.toThrow(
      `idleTimeout must be a whole number of milliseconds from 1 to 2147483647, not ${idleTimeout}`,
    );
});
