import { parseArgs } from "node:util";
import { replay, type Replay } from "../api/replay.js";
import { serve, type ServeOptions } from "../api/server.js";
import { FlowEngine } from "../engine/engine.js";
import { newYorkTime } from "../session.js";
import { describeMarket, MARKET_OPTIONS, MARKET_USAGE, openMarket, type MarketArguments } from "./market.js";
import { openToOthers } from "./open-to-others.js";
import { shownPath } from "./run.js";
import { readServeKeys, SERVE_KEYS_USAGE } from "./serve-keys.js";

const USAGE = `zerodte serve [options]

Serves a simulated market, or recorded sessions, as FlashAlpha's live 0DTE flow API: same paths, parameters, errors.

${MARKET_USAGE}
  --cassette DIR  answer from what zerodte record recorded, of --date if there are several sessions, as of --at
  --port N        default 8410; 0 takes a free one
  --host NAME     default 127.0.0.1, this machine only; any other opens it to the network, 0.0.0.0 to all of them
  --help          print this

${SERVE_KEYS_USAGE}
Notebooks give theirs behind the address: ZERODTE_URL=http://127.0.0.1:8410?apiKey=KEY.`;

/**
 * `zerodte serve`: see its `--help`. Serves until it is interrupted.
 *
 * @returns The exit code: 0 after an interrupt, 2 when the command line or ZERODTE_SERVE_KEYS is wrong, or what it names cannot be opened.
 */
export async function serveCommand(argv: string[]): Promise<number> {
  let options: MarketArguments & { cassette?: string | undefined; port: string; host: string; help: boolean };
  try {
    options = parseArgs({
      args: argv,
      options: {
        ...MARKET_OPTIONS,
        cassette: { type: "string" },
        port: { type: "string", default: "8410" },
        host: { type: "string", default: "127.0.0.1" },
        help: { type: "boolean", default: false },
      },
    }).values;
    if (!/^\d{1,5}$/.test(options.port) || Number(options.port) > 65535)
      throw new Error(`--port ${options.port}: give a number from 0 to 65535`);
    if (options.cassette !== undefined && (options.tape ?? options.seed) !== undefined)
      throw new Error("--cassette answers by itself; leave out --tape and --seed");
  } catch (error) {
    console.error(`zerodte serve: ${(error as Error).message}`);
    return 2;
  }
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  const { cassette } = options;
  let keys: ServeOptions["keys"];
  let source: FlowEngine | Replay;
  try {
    keys = readServeKeys(process.env.ZERODTE_SERVE_KEYS);
    const warning = openToOthers(options.host, keys !== undefined);
    if (warning !== undefined) console.error(`zerodte serve: ${warning}`);
    source = cassette === undefined ? await openMarket(options) : openCassette(cassette, options);
  } catch (error) {
    console.error(`zerodte serve: ${(error as Error).message}`);
    return 2;
  }
  const server = await serve(source, { port: Number(options.port), host: options.host, keys });
  // Before it says that it can be stopped.
  const interrupted = new Promise((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
  console.log(source instanceof FlowEngine ? describeMarket(source) : describeCassette(source));
  console.log(`serving at ${server.url}; stop with Ctrl-C`);
  console.log(`  curl "${server.url}/v1/flow/zero-dte/leaderboard?metric=heat&n=5"`);
  console.log(`  new FlowClient({ baseUrl: "${server.url}" }), or ZERODTE_URL=${server.url} for the notebooks`);
  await interrupted;
  await server.close();
  return 0;
}

function openCassette(folder: string, { date, at }: MarketArguments): Replay {
  const recorded = replay(folder, { date });
  return at === undefined ? recorded : recorded.at(at);
}

/** `cassettes/2026-06-05-9f86d081884c7d65.jsonl.gz: 2026-06-05, as of 15:30 ET, SPY, QQQ`, and what there is to say of it. */
function describeCassette(cassette: Replay): string {
  const { file, date, instant, notes } = cassette;
  const symbols = [...new Set(cassette.recorded().flatMap(({ symbol }) => symbol ?? []))];
  const head = `${shownPath(file)}: ${date}, as of ${newYorkTime(instant)} ET, ${symbols.join(", ") || "no name"}`;
  return [head, ...notes.map((note) => `  ${note}`)].join("\n");
}
