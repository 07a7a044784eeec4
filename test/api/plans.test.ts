import { afterEach, expect, test } from "vitest";
import { FlowClient } from "../../src/api/client.js";
import { type Endpoint, ENDPOINTS } from "../../src/api/endpoints.js";
import { RateLimitError, TierRestrictedError } from "../../src/api/errors.js";
import { type FlowServer, serve, type ServeOptions } from "../../src/api/server.js";
import { TinySource } from "./samples.js";

const PATH = "/v1/flow/zero-dte";
const NOON = Date.parse("2026-05-27T12:00:00Z");
const servers: FlowServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

async function started(keys: ServeOptions["keys"], now = (): number => NOON): Promise<FlowServer> {
  const server = await serve(new TinySource(), { keys, now });
  servers.push(server);
  return server;
}

const get = (server: FlowServer, path: string, key: string): Promise<Response> =>
  fetch(`${server.url}${PATH}/${path}`, { headers: { "X-Api-Key": key } });
const quota = ({ headers }: Response): (string | null)[] =>
  ["limit", "remaining", "reset"].map((name) => headers.get(`x-ratelimit-${name}`));

test("each plan may ask the endpoints whose plan it reaches, and no other", async () => {
  const plans = ["Free", "Basic", "Growth", "Alpha", "Enterprise"] as const;
  const server = await started(plans.map((plan) => ({ key: plan, plan, daily: 100 })));
  for (const { path, plan: required } of Object.values<Endpoint>(ENDPOINTS)) {
    const statuses = [];
    for (const plan of plans)
      statuses.push((await get(server, path.slice(PATH.length + 1).replace("{symbol}", "SPY"), plan)).status);
    expect([path, statuses]).toEqual([
      path,
      required === "Growth" ? [403, 403, 200, 200, 200] : [403, 403, 403, 200, 200],
    ]);
  }
});

test("a plan too small is a 403 that names both plans, and costs nothing of the quota", async () => {
  const response = await get(await started([{ key: "g", plan: "Growth", daily: 2 }]), "heatmap/SPY?bar=5m", "g");
  expect([response.status, quota(response)]).toEqual([403, ["2", "2", "1779926400"]]);
  expect(await response.json()).toMatchObject({
    status: "ERROR",
    error: "tier_restricted",
    current_plan: "Growth",
    required_plan: "Alpha",
  });
});

test("a quota used up is a 429 before any parameter is read, until the next midnight in UTC", async () => {
  let now = NOON;
  const server = await started([{ key: "a", plan: "Growth", daily: 2 }, "free"], () => now);
  expect(quota(await get(server, "series/SPY", "a"))).toEqual(["2", "1", "1779926400"]);
  const wrong = await get(server, "series/SPY?bar=2m", "a");
  expect([wrong.status, quota(wrong)]).toEqual([400, ["2", "0", "1779926400"]]);

  const over = await get(server, "series/SPY?bar=2m", "a");
  expect([over.status, quota(over), over.headers.get("retry-after")]).toEqual([429, ["2", "0", "1779926400"], "43200"]);
  expect(await over.json()).toEqual({
    status: "ERROR",
    error: "Quota exceeded",
    message: "The 2 requests a day of this key are used up. Try again in 43200 s.",
    current_plan: "Growth",
    limit: 2,
    upgrade_to: "Alpha",
    reset_at: "2026-05-28T00:00:00.000Z",
  });
  expect(quota(await get(server, "series/SPY", "free"))).toEqual(["unlimited", "unlimited", "1779926400"]);

  now = Date.parse("2026-05-28T00:00:00Z");
  expect(quota(await get(server, "series/SPY", "a"))).toEqual(["2", "1", "1780012800"]);
});

test("a plan has its documented quota unless another is given", async () => {
  const server = await started([
    { key: "g", plan: "Growth" },
    { key: "a", plan: "Alpha" },
    { key: "e", plan: "Enterprise", daily: 0 },
  ]);
  expect(quota(await get(server, "series/SPY", "g"))[0]).toBe("2500");
  expect(quota(await get(server, "series/SPY", "a"))[0]).toBe("unlimited");
  expect((await get(server, "series/SPY", "e")).status).toBe(429);
});

test("the client gives each refusal its class and its figures", async () => {
  const { url: baseUrl } = await started([{ key: "s3cret", plan: "Growth", daily: 0 }]);
  const flow = new FlowClient({ baseUrl, apiKey: "s3cret" });
  const restricted: unknown = await flow.heatmap("SPY").catch((error: unknown) => error);
  expect(restricted).toBeInstanceOf(TierRestrictedError);
  expect(restricted).toMatchObject({ currentPlan: "Growth", requiredPlan: "Alpha", status: 403 });
  const limited: unknown = await flow.series("SPY").catch((error: unknown) => error);
  expect(limited).toBeInstanceOf(RateLimitError);
  expect(limited).toMatchObject({ code: "Quota exceeded", limit: 0, resetAt: 1779926400_000, currentPlan: "Growth" });
});

test("keys that cannot be meant are refused at once", async () => {
  await expect(serve(new TinySource(), { keys: [{ key: "", plan: "Free" }] })).rejects.toThrow("empty key");
  await expect(serve(new TinySource(), { keys: [{ key: "k", plan: "gold" as "Free" }] })).rejects.toThrow(
    'plan must be Free|Basic|Growth|Alpha|Enterprise, not "gold"',
  );
  for (const daily of [-1, 1.5, NaN])
    await expect(serve(new TinySource(), { keys: [{ key: "k", plan: "Free", daily }] })).rejects.toThrow(
      "daily must be",
    );
});
