import { join } from "node:path";
import { parseArgs } from "node:util";
import { readKey } from "../api/base-url.js";
import { FlowClient } from "../api/client.js";
import { hider } from "../api/redact.js";
import { pageHtml } from "../kernel/page-html.js";
import { newYorkDate, toInstant } from "../session.js";
import { sheetHtml } from "../sheet/sheet-bundle.js";
import { tearSheet, type TearSheet } from "../sheet/tear-sheet.js";
import { writeAtomically } from "../write-atomically.js";
import { describeMarket, MARKET_OPTIONS, MARKET_USAGE, openMarket, type MarketArguments } from "./market.js";
import { shownPath } from "./run.js";

const USAGE = `zerodte report SYMBOL [options]

The session of one name as one HTML page that needs no network: its place on the board, levels, gamma exposure, strikes,
flow and sign flips, and what is missing and why. With FLASHALPHA_API_KEY set and none of the first four options it asks
the live API.

${MARKET_USAGE}
  --out FILE      where the page goes (default: out/SYMBOL-DATE.html)
  --help          print this`;

/**
 * `zerodte report`: see its `--help`.
 *
 * @returns The exit code: 0 the page is written, 2 the command line is wrong.
 */
export async function reportCommand(argv: string[]): Promise<number> {
  let command: ReportCommand;
  try {
    command = parseCommand(argv);
  } catch (error) {
    console.error(`zerodte report: ${(error as Error).message}`);
    return 2;
  }
  const { values: options, positionals } = command;
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  const chosen = [options.tape, options.seed, options.date, options.at].some((option) => option !== undefined);
  const key = readKey(process.env.FLASHALPHA_API_KEY);
  const engine = key !== undefined && !chosen ? undefined : await openMarket(options);
  console.log(engine === undefined ? "live API" : describeMarket(engine));
  const sheet = await tearSheet(engine ?? new FlowClient(), positionals[0]);
  const file = options.out ?? join("out", fileName(sheet));
  // An error that is told on the page may quote what was sent.
  writeAtomically(file, hider(key)(pageHtml(sheetHtml(sheet), `${sheet.symbol} 0DTE session`)));
  for (const { title, why } of sheet.missing) console.log(`  missing: ${title}: ${why}`);
  console.log(`${sheet.sections.length} sections -> ${shownPath(file)}`);
  return 0;
}

interface ReportCommand {
  values: MarketArguments & { out?: string | undefined; help: boolean };
  positionals: string[];
}

function parseCommand(argv: string[]): ReportCommand {
  const command = parseArgs({
    args: argv,
    allowPositionals: true,
    options: { ...MARKET_OPTIONS, out: { type: "string" }, help: { type: "boolean", default: false } },
  });
  if (!command.values.help && command.positionals.length !== 1)
    throw new Error(`which name? Give one symbol, such as SPY, not ${command.positionals.length}`);
  return command;
}

/** A symbol may hold what a file name may not. */
function fileName({ symbol, as_of }: TearSheet): string {
  const date = as_of === "" ? "" : `-${newYorkDate(toInstant(as_of))}`;
  return `${symbol.replace(/[^\w.-]/g, "_")}${date}.html`;
}
