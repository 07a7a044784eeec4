/** What an analysis may conclude: a number, a word, or yes or no. */
export type Conclusion = number | string | boolean;

/** When a number survives. */
export interface ConventionsOptions {
  /**
   * How far numbers may lie apart, as a part of the largest magnitude among them. Default: as far as they like while all
   * have the same sign, where 0 has its own. With a tolerance signs do not count: 0 asks for equal numbers.
   */
  tolerance?: number | undefined;
}

/** One conclusion under one convention. */
export interface ConventionRow {
  /** The name that the analysis gave it. */
  conclusion: string;
  /** The name of the convention. */
  convention: string;
  value: Conclusion;
  /** Whether all conventions say so. */
  survives: boolean;
}

/**
 * One analysis under several conventions, such as rules for signs, open interest or clocks, and which of its conclusions
 * hold under all. A convention is whatever the analysis takes: an engine, a source, a grid, options. They are analysed
 * one after the other; rows come conclusion by conclusion, in the order of the first analysis, and in each in the order of
 * the conventions.
 *
 * A word, or yes or no, survives when it is the same everywhere; a number as `tolerance` says. An unknown number (NaN)
 * survives nowhere. Under a single convention everything else survives: there was nothing to survive.
 *
 * @throws RangeError when no convention is given, when one is given other conclusions than the first, or for a tolerance
 * below 0.
 * @example
 * const market = simulatedMarket({ seed: 7 });
 * const tape = simulateTape(market.names[0], market);
 * const rows = await conventions(
 *   {
 *     effective: FlowEngine.of([tape]),
 *     settled: FlowEngine.of([tape], { positions: "settled" }),
 *     "against customers": FlowEngine.of([tape], { dealers: "against_customers" }),
 *   },
 *   async (engine) => {
 *     const gex = StrikeGrid.from(await engine.heatmap(tape.symbol, { metric: "gex" })).bar(-1);
 *     return { "net gex": gex.totals()[0].value, "largest strike": `${rank(gex, { n: 1 })[0].strike}` };
 *   },
 * );
 * rows.filter((row) => !row.survives); // what depends on the convention
 */
export async function conventions<C>(
  list: Readonly<Record<string, C>>,
  analyse: (convention: C, name: string) => Record<string, Conclusion> | Promise<Record<string, Conclusion>>,
  { tolerance }: ConventionsOptions = {},
): Promise<ConventionRow[]> {
  if (tolerance !== undefined && !(tolerance >= 0))
    throw new RangeError(`tolerance is a part of the largest magnitude, 0 or more, not ${tolerance}`);
  const names = Object.keys(list);
  if (names.length === 0) throw new RangeError("conventions needs at least one convention to analyse");
  const results: Record<string, Conclusion>[] = [];
  for (const name of names) results.push(await analyse(list[name], name));

  const concluded = Object.keys(results[0]);
  results.forEach((result, i) => mustConclude(concluded, Object.keys(result), names[0], names[i]));
  return concluded.flatMap((conclusion) => {
    const values = results.map((result) => result[conclusion]);
    const survives = agree(values, tolerance);
    return values.map((value, i) => ({ conclusion, convention: names[i], value, survives }));
  });
}

function agree(values: readonly Conclusion[], tolerance: number | undefined): boolean {
  const numbers = values.filter((value) => typeof value === "number");
  if (numbers.length < values.length) return values.every((value) => value === values[0]);
  if (numbers.some((value) => Number.isNaN(value))) return false;
  if (tolerance === undefined) return numbers.every((value) => Math.sign(value) === Math.sign(numbers[0]));
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  return least === most || most - least <= tolerance * Math.max(Math.abs(least), Math.abs(most));
}

function mustConclude(wanted: readonly string[], found: readonly string[], first: string, name: string): void {
  const missing = wanted.find((key) => !found.includes(key));
  const more = found.find((key) => !wanted.includes(key));
  if (missing !== undefined || more !== undefined)
    throw new RangeError(
      `the analysis concludes "${missing ?? more}" under "${missing ? first : name}" and not under ` +
        `"${missing ? name : first}": it must give the same conclusions under all`,
    );
}
