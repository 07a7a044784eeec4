import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Agent } from "undici";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { FlowClient } from "../../src/api/client.js";
import { AbortedError, type FlowError } from "../../src/api/errors.js";
import { board, series } from "./samples.js";

describe("equal questions at the same time", () => {
  const asked: { url: string; response: ServerResponse; closed: boolean }[] = [];
  const server = createServer((request, response) => {
    const question = { url: request.url!, response, closed: false };
    response.once("close", () => (question.closed = !response.writableFinished));
    asked.push(question);
  });
  let client: FlowClient;
  let agent: Agent;
  beforeAll(() => new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve)));
  afterAll(() => server.close());
  beforeEach(() => {
    asked.length = 0;
    // Of its own, so that no connection is left from the test before, which a question would have to be sent again for.
    agent = new Agent();
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    client = new FlowClient({ baseUrl, dispatcher: agent });
  });
  afterEach(() => agent.destroy());

  const until = async (holds: () => boolean): Promise<void> => {
    for (let i = 0; i < 200 && !holds(); i++) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(holds()).toBe(true);
  };
  const answer = (value: unknown = board()): void => {
    for (const { response } of asked) response.end(JSON.stringify(value));
  };

  test("are sent once, and everybody gets an answer of his own", async () => {
    const answers = [client.leaderboard(), client.leaderboard(), client.leaderboard({ metric: "heat" })];
    await until(() => asked.length >= 2);
    answer();
    const [first, second, third] = await Promise.all(answers);
    expect(asked).toHaveLength(2);
    expect([first, second, third]).toEqual([board(), board(), board()]);
    expect(first).not.toBe(second);
  });

  test("are sent anew once they are answered, and apart where anything differs", async () => {
    for (let time = 1; time <= 2; time++) {
      const waiting = client.leaderboard();
      await until(() => asked.length === time);
      answer();
      await waiting;
    }
    asked.length = 0;
    const different = [
      client.series("SPY"),
      client.series("SPY", { minutes: 5 }),
      client.series("QQQ"),
      new FlowClient({ baseUrl: client.baseUrl }).series("SPY"),
    ];
    await until(() => asked.length === 4);
    answer(series());
    await Promise.all(different);
  });

  test("fail together, with how often was asked", async () => {
    const failures = [client.leaderboard(), client.leaderboard()].map((question) =>
      question.catch((error: unknown) => error as FlowError),
    );
    await until(() => asked.length === 1);
    asked[0].response.writeHead(400).end('{"error":"invalid_metric","message":"m"}');
    for (const error of await Promise.all(failures))
      expect(error).toMatchObject({ code: "invalid_metric", attempts: 1 });
  });

  test("go on for the others when one leaves, who is told before there is an answer", async () => {
    const stop = new AbortController();
    const leaving = client.leaderboard({}, { signal: stop.signal });
    const staying = client.leaderboard();
    await until(() => asked.length === 1);
    stop.abort(new Error("enough"));
    const error: unknown = await leaving.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AbortedError);
    expect(error).toMatchObject({ attempts: 1, cause: { message: "enough" } });
    answer();
    expect(await staying).toEqual(board());
  });

  test("have each their own time limit, whoever asked first", async () => {
    const hasty = client.leaderboard({}, { timeout: 60 }).catch((error: unknown) => error);
    const patient = client.leaderboard({}, { timeout: 60_000 });
    expect(await hasty).toMatchObject({
      name: "TimeoutError",
      message: "No complete answer within 60 ms; raise { timeout }.",
    });
    expect(asked).toHaveLength(1);
    answer();
    expect(await patient).toEqual(board());
    asked.length = 0;
    const early = client.leaderboard({}, { timeout: 60_000 });
    await until(() => asked.length === 1);
    await expect(client.leaderboard({}, { timeout: 60 })).rejects.toMatchObject({ name: "TimeoutError" });
    answer();
    expect(await early).toEqual(board());
    expect(asked).toHaveLength(1);
  });

  test("that failed together wait as long, and are sent once again", async () => {
    const questions = [client.leaderboard(), client.leaderboard({}, { timeout: 20_000 }), client.leaderboard()];
    await until(() => asked.length === 1);
    asked[0].response.writeHead(503).end();
    await until(() => asked.length === 2);
    answer();
    const answers = await Promise.all(questions.map((question) => question.withMeta()));
    expect(asked).toHaveLength(2);
    expect(answers.map(({ meta }) => meta.attempts)).toEqual([2, 2, 2]);
  });

  test("are stopped when nobody waits any more, and asked anew by who comes then", async () => {
    const stop = new AbortController();
    const leaving = [1, 2].map(() => client.leaderboard({}, { signal: stop.signal }).catch((error: unknown) => error));
    await until(() => asked.length === 1);
    stop.abort();
    for (const error of await Promise.all(leaving)) expect(error).toBeInstanceOf(AbortedError);
    const late = client.leaderboard();
    await until(() => asked.length === 2 && asked[0].closed);
    answer();
    expect(await late).toEqual(board());
  });
});
