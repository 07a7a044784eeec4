/** One column: numbers with NaN where missing, text and booleans with null. An instant is epoch milliseconds. */
export type TableColumn =
  | { readonly name: string; readonly type: "number" | "instant"; readonly values: Float64Array }
  | { readonly name: string; readonly type: "text"; readonly values: readonly (string | null)[] }
  | { readonly name: string; readonly type: "boolean"; readonly values: readonly (boolean | null)[] };

/** Rows or a grid as named columns of one length: what frames and files are made of. */
export interface Table {
  readonly rows: number;
  readonly columns: readonly TableColumn[];
  /** What a file may say beside the numbers: symbol, field, unit, origin. Nothing is known of rows. */
  readonly about: Readonly<Record<string, string>>;
}

/** How the columns of a grid are laid out. */
export type TableShape = "wide" | "long";

/** Times as New York's time of day in `time`, or as epoch milliseconds in `t`. */
export type Times = "ET" | "epoch";

/** Text for the columns of {@link Table.about}; what is not known is left out. */
export function about(facts: Readonly<Record<string, string | number | undefined>>): Record<string, string> {
  const known = Object.entries(facts).filter(([, fact]) => fact !== undefined);
  return Object.fromEntries(known.map(([name, fact]) => [name, String(fact)]));
}
