import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { attribute } from "../analytics/attribute.js";
import { signFlips } from "../analytics/flips.js";
import { FlowClient } from "../api/client.js";
import { serve, type FlowServer } from "../api/server.js";
import type { FlowSource } from "../api/source.js";
import type { FlowEngine } from "../engine/engine.js";
import { mustHaveDanfo } from "../frame/load-danfo.js";
import { amount, percent, price } from "../figures/units.js";
import { StrikeGrid } from "../grid/strike-grid.js";
import { newYorkTime, toInstant } from "../session.js";
import {
  describeCoverage,
  describeMarket,
  MARKET_OPTIONS,
  MARKET_USAGE,
  openMarket,
  type MarketArguments,
} from "./market.js";
import { runNotebooks, shownPath } from "./run.js";
import { table } from "./table.js";

const USAGE = `zerodte start [options]

The main job: which name is hottest, which strikes move it, where its gamma exposure changed sign. Serves a market on a
free port, runs its two notebooks against it through FlowClient, prints what they found and where the pages are. With
FLASHALPHA_API_KEY set and none of the first four options it asks the live API instead.

${MARKET_USAGE}
  --out DIR       where the executed notebooks and pages go (default: out)
  --help          print this`;

/** Where the notebooks are that come with the package, and which of them are the main job. */
const NOTEBOOKS = resolve(__dirname, "../../notebooks");
const MAIN_JOB = ["01-scan-and-drill.ipynb", "02-heatmap-and-flips.ipynb"];

/**
 * `zerodte start`: see its `--help`.
 *
 * @returns The exit code: 0 all is well, 1 a notebook failed, 2 the command line is wrong.
 */
export async function start(argv: string[]): Promise<number> {
  let options: MarketArguments & { out: string; help: boolean };
  try {
    options = parseArgs({
      args: argv,
      options: {
        ...MARKET_OPTIONS,
        out: { type: "string", default: "out" },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    console.error(`zerodte start: ${(error as Error).message}`);
    return 2;
  }
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  // Now, and not in the middle of the first notebook.
  mustHaveDanfo("zerodte start");
  const { tape, seed, date, at } = options;
  const market = [tape, seed, date, at].some((option) => option !== undefined);
  const live = Boolean(process.env.FLASHALPHA_API_KEY) && !market;
  let server: FlowServer | undefined;
  let engine: FlowEngine | undefined;
  try {
    if (!live) {
      engine = await openMarket(options);
      server = await serve(engine);
      console.log(`${describeMarket(engine)}, served at ${server.url}\n`);
    } else console.log("live API\n");
    const env = {
      ZERODTE_URL: server?.url,
      ZERODTE_TAPE: undefined,
      ...(live ? {} : { FLASHALPHA_API_KEY: undefined }),
    };
    const flow = new FlowClient({ baseUrl: server?.url });
    await mustHaveNames(flow);
    const { written, failures } = await runNotebooks(
      MAIN_JOB.map((name) => join(NOTEBOOKS, name)),
      { out: options.out, html: true, env },
    );
    if (failures > 0) return 1;
    await printFindings(flow, engine);
    console.log("\nOpen in a browser:");
    for (const path of written.filter((name) => name.endsWith(".html"))) console.log(`  ${shownPath(path)}`);
    return 0;
  } finally {
    await server?.close();
  }
}

/** The notebooks begin with the first name of a board. */
async function mustHaveNames(flow: FlowSource): Promise<void> {
  const { entries, as_of } = await flow.leaderboard({ n: 1 });
  if (entries.length === 0)
    throw new Error(
      `no name is on the board at ${newYorkTime(toInstant(as_of))} ET: the first minute of a session is complete at ` +
        `09:31 ET, and a tape that has ended has no board; choose another time with --at HH:MM`,
    );
}

/** The board, the leader's strikes and its flips, as tables. */
async function printFindings(flow: FlowSource, engine: FlowEngine | undefined): Promise<void> {
  const board = await flow.leaderboard({ metric: "heat", n: 10 });
  const when = `${newYorkTime(toInstant(board.as_of))} ET`;
  console.log(`\nHottest names, ${when}: |hedge flow since the open| / |net GEX| (at least 5 % of gross)`);
  console.log(
    table(board.entries, [
      { name: "rank", cell: ({ rank }) => String(rank) },
      { name: "symbol", cell: ({ symbol }) => symbol, left: true },
      { name: "heat", cell: ({ value }) => `${value.toFixed(2)} x` },
    ]),
  );
  const leader = board.entries[0].symbol;

  const flowGrid = StrikeGrid.from(await flow.strikeFlow(leader, { minutes: 60 }), "signed_delta_dollars");
  const span = flowGrid.times.length ? `${newYorkTime(flowGrid.times[0])} to ${when}` : when;
  console.log(`\n${leader}, strikes behind its flow, ${span}: signed delta-dollars, + is bullish`);
  console.log(
    table(
      attribute(flowGrid)
        .filter(({ value }) => value !== 0)
        .slice(0, 8),
      [
        { name: "strike", cell: ({ strike }) => String(strike) },
        { name: "flow", cell: ({ value }) => amount(value, flowGrid.unit) },
        { name: "share of gross", cell: ({ share }) => percent(share) },
        { name: "running", cell: ({ coverage }) => percent(coverage) },
        { name: "from spot", cell: ({ distance_pct }) => signedPercent(distance_pct) },
      ],
    ),
  );

  if (engine !== undefined) console.log(`  ${describeCoverage(engine, leader)}`);

  const gex = StrikeGrid.from(await flow.heatmap(leader, { metric: "gex", minutes: 390 }));
  const deadBand = 0.01 * (gex.largest || 0);
  const flips = signFlips(gex, { deadBand, minRun: 3 });
  console.log(
    `\n${leader}, sign flips of net GEX by strike (beyond ±${amount(deadBand, gex.unit, { signed: false })} for 3 minutes)`,
  );
  if (flips.length === 0) console.log("  none");
  else
    console.log(
      table(flips.slice(-12), [
        { name: "ET", cell: ({ time }) => time },
        { name: "strike", cell: ({ strike }) => String(strike) },
        { name: "flip", cell: ({ direction }) => (direction === "up" ? "▲ to +" : "▼ to −"), left: true },
        { name: "before", cell: ({ before }) => amount(before, gex.unit) },
        { name: "after", cell: ({ after }) => amount(after, gex.unit) },
        { name: "spot", cell: ({ spot }) => price(spot) },
        { name: "held", cell: ({ held }) => `${held} min` },
      ]),
    );
  if (flips.length > 12) console.log(`  the last 12 of ${flips.length}`);
}

function signedPercent(value: number): string {
  return Number.isNaN(value) ? "n/a" : `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)} %`;
}
