import { availableParallelism } from "node:os";
import { FlowEngine } from "../engine/engine.js";
import { percent } from "../figures/units.js";
import { newYorkTime } from "../session.js";

/** The options by which commands name a market, for `parseArgs`. */
export const MARKET_OPTIONS: {
  readonly tape: { readonly type: "string"; readonly multiple: true };
  readonly seed: { readonly type: "string" };
  readonly date: { readonly type: "string" };
  readonly at: { readonly type: "string" };
} = {
  tape: { type: "string", multiple: true },
  seed: { type: "string" },
  date: { type: "string" },
  at: { type: "string" },
};

/** The same for a usage text. */
export const MARKET_USAGE = `  --tape DIR      a recorded session: a tape folder, or a folder of them; may be repeated
  --seed N        without a tape: the simulated market of this seed (default 27)
  --date DATE     the simulated session, yyyy-MM-dd (default 2026-06-05)
  --at TIME       stand at this New York time, HH:MM (default: the end of a tape; half an hour before a simulated close)`;

/** What was given of {@link MARKET_OPTIONS}. */
export interface MarketArguments {
  tape?: string[] | undefined;
  seed?: string | undefined;
  date?: string | undefined;
  at?: string | undefined;
}

/**
 * The engine that the options name.
 *
 * @throws Error of one line that says which option is wrong.
 */
export async function openMarket({ tape, seed = "27", date, at }: MarketArguments): Promise<FlowEngine> {
  if (!/^-?\d+$/.test(seed)) throw new Error(`--seed ${seed}: give a whole number`);
  const engine = tape
    ? await FlowEngine.open(tape, { threads: availableParallelism() })
    : FlowEngine.simulate({ seed: Number(seed), ...(date === undefined ? {} : { date }) });
  return at === undefined ? engine : engine.at(at);
}

/** `simulated market, seed 27: 2026-06-05, as of 15:30 ET, 12 names`, and a line for each kind of row that was refused. */
export function describeMarket(engine: FlowEngine): string {
  const names = engine.symbols.length === 1 ? engine.symbols[0] : `${engine.symbols.length} names`;
  const refused = Object.entries(engine.rejected).map(([reason, rows]) => `\n  refused: ${rows} rows, ${reason}`);
  return `${engine.origin}: ${engine.session.date}, as of ${newYorkTime(engine.instant)} ET, ${names}${refused.join("")}`;
}

/** How the sides of a name's contracts were found: `QQQ: 97 % of contracts by the quote, 3 % by the tick test, 0 % unknown`. */
export function describeCoverage(engine: FlowEngine, symbol: string): string {
  const rules: Record<string, string> = {
    quote: "by the quote",
    tick: "by the tick test",
    unknown: "unknown",
    left_out: "left out",
  };
  const parts = engine.coverage(symbol).map(({ rule, share }) => `${percent(share)} ${rules[rule] ?? `by ${rule}`}`);
  return `side of ${symbol}'s contracts: ${parts.join(", ")}`;
}
