import { parseArgs } from "node:util";
import { serve, type ServeOptions } from "../api/server.js";
import { describeMarket, MARKET_OPTIONS, MARKET_USAGE, openMarket, type MarketArguments } from "./market.js";
import { openToOthers } from "./open-to-others.js";
import { readServeKeys, SERVE_KEYS_USAGE } from "./serve-keys.js";

const USAGE = `zerodte serve [options]

Serves a simulated market, or recorded sessions, as FlashAlpha's live 0DTE flow API: same paths, parameters, errors.

${MARKET_USAGE}
  --port N        default 8410; 0 takes a free one
  --host NAME     default 127.0.0.1, this machine only; any other opens it to the network, 0.0.0.0 to all of them
  --help          print this

${SERVE_KEYS_USAGE}
Notebooks give theirs behind the address: ZERODTE_URL=http://127.0.0.1:8410?apiKey=KEY.`;

/**
 * `zerodte serve`: see its `--help`. Serves until it is interrupted.
 *
 * @returns The exit code: 0 after an interrupt, 2 when the command line or ZERODTE_SERVE_KEYS is wrong.
 */
export async function serveCommand(argv: string[]): Promise<number> {
  let options: MarketArguments & { port: string; host: string; help: boolean };
  try {
    options = parseArgs({
      args: argv,
      options: {
        ...MARKET_OPTIONS,
        port: { type: "string", default: "8410" },
        host: { type: "string", default: "127.0.0.1" },
        help: { type: "boolean", default: false },
      },
    }).values;
    if (!/^\d{1,5}$/.test(options.port) || Number(options.port) > 65535)
      throw new Error(`--port ${options.port}: give a number from 0 to 65535`);
  } catch (error) {
    console.error(`zerodte serve: ${(error as Error).message}`);
    return 2;
  }
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  let keys: ServeOptions["keys"];
  try {
    keys = readServeKeys(process.env.ZERODTE_SERVE_KEYS);
  } catch (error) {
    console.error(`zerodte serve: ${(error as Error).message}`);
    return 2;
  }
  const warning = openToOthers(options.host, keys !== undefined);
  if (warning !== undefined) console.error(`zerodte serve: ${warning}`);
  const engine = await openMarket(options);
  const server = await serve(engine, { port: Number(options.port), host: options.host, keys });
  console.log(describeMarket(engine));
  console.log(`serving at ${server.url}; stop with Ctrl-C`);
  console.log(`  curl "${server.url}/v1/flow/zero-dte/leaderboard?metric=heat&n=5"`);
  console.log(`  new FlowClient({ baseUrl: "${server.url}" }), or ZERODTE_URL=${server.url} for the notebooks`);
  await new Promise((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
  await server.close();
  return 0;
}
