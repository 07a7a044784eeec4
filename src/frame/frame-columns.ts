/** As much of a danfojs DataFrame as is read: the names of its columns and its rows. */
export interface FrameLike {
  readonly columns: readonly string[];
  readonly values: unknown;
}

/**
 * The cells of a frame by column.
 *
 * @throws TypeError for what is no frame, and for a frame with two columns of one name.
 */
export function frameColumns(frame: FrameLike): Map<string, unknown[]> {
  const { columns, values } = (frame ?? {}) as Partial<FrameLike>;
  if (!Array.isArray(columns) || !Array.isArray(values))
    throw new TypeError("fromFrame takes a DataFrame of danfojs, such as toFrame gives, or its { columns, values }");
  const names = columns.map(String);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new TypeError(`this frame has two columns of the name ${twice}: which one is meant?`);
  const rows = values as (readonly unknown[])[];
  return new Map(names.map((name, column) => [name, rows.map((row) => row[column])]));
}

/**
 * A cell as a number: NaN where it is missing.
 *
 * @throws TypeError for anything else, which names the place.
 */
export function numberOf(cell: unknown, name: string, row: number): number {
  if (cell === null || cell === undefined) return NaN;
  if (typeof cell === "number") return cell;
  throw new TypeError(`column ${name}, row ${row}: ${JSON.stringify(cell)} is not a number`);
}
