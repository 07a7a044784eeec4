import { FlowEngine } from "../engine/engine.js";
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
    ? await FlowEngine.open(tape)
    : FlowEngine.simulate({ seed: Number(seed), ...(date === undefined ? {} : { date }) });
  return at === undefined ? engine : engine.at(at);
}

/** `simulated market, seed 27: 2026-06-05, as of 15:30 ET, 12 names`. */
export function describeMarket(engine: FlowEngine): string {
  const names = engine.symbols.length === 1 ? engine.symbols[0] : `${engine.symbols.length} names`;
  return `${engine.origin}: ${engine.session.date}, as of ${newYorkTime(engine.instant)} ET, ${names}`;
}
