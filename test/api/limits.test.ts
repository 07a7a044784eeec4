import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, expect, test } from "vitest";
import { type FlowServer, serve, type ServeOptions } from "../../src/api/server.js";
import { TinySource } from "./samples.js";

const servers: FlowServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

async function started(options: ServeOptions = {}): Promise<FlowServer> {
  const server = await serve(new TinySource(), options);
  servers.push(server);
  return server;
}

test("a URL of 2,048 characters is read, a longer one is a 414 in JSON", async () => {
  const start = `${(await started()).url}/v1/flow/zero-dte/leaderboard?x=`;
  expect((await fetch(start.padEnd(2_048, "x"))).status).toBe(200);
  const response = await fetch(start.padEnd(2_049, "x"));
  expect(response.status).toBe(414);
  expect(await response.json()).toEqual({ error: "uri_too_long", message: "The URL is longer than 2048 characters." });
});

test("headers above Node's limit are a 431", async () => {
  const { url } = await started();
  expect((await fetch(url, { headers: { "X-Source": "x".repeat(20_000) } })).status).toBe(431);
});

test("a connection above the limit is closed, the others stay", async () => {
  const { port } = await started({ maxConnections: 1 });
  const first = connect(port, "127.0.0.1");
  await once(first, "connect");
  const second = connect(port, "127.0.0.1");
  second.on("error", () => {}).resume();
  await once(second, "close");
  first.write("GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n");
  const [answer] = (await once(first, "data")) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 404 /);
  first.destroy();
});

test("a limit of connections that is no whole number from 1 is refused", async () => {
  for (const maxConnections of [0, 1.5, NaN])
    await expect(serve(new TinySource(), { maxConnections })).rejects.toThrow("maxConnections must be");
});
