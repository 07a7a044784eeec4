import { delimiter } from "node:path";
import { FlowClient } from "./api/client.js";
import type { FlowSource } from "./api/source.js";
import { FlowEngine } from "./engine/engine.js";

/**
 * The source that the environment names, so that one notebook runs everywhere:
 *
 *   ZERODTE_URL          a server of this API, such as one that `zerodte serve` started; `?apiKey=` behind it is its key
 *   ZERODTE_TAPE         tape folders, separated as in PATH: the engine on recorded sessions
 *   FLASHALPHA_API_KEY   the live API
 *   none of them         a simulated market, seed 27
 *
 * The first that is set wins. Answers of an engine say in `data_origin` where their numbers come from; those of the live
 * API have no such field.
 *
 * @throws TapeError when a tape folder cannot be read.
 * @example
 * const flow = await openFlow();
 * const board = await flow.leaderboard({ metric: "heat", n: 10 });
 */
export async function openFlow(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<FlowSource> {
  const { ZERODTE_URL: url, ZERODTE_TAPE: tapes, FLASHALPHA_API_KEY: key } = environment;
  if (url) return new FlowClient({ baseUrl: url });
  if (tapes) return FlowEngine.open(tapes.split(delimiter).filter((folder) => folder !== ""));
  if (key) return new FlowClient({ apiKey: key });
  return FlowEngine.simulate({ seed: 27 });
}
