/** A column of a printed table: its heading, its cell for a row, and the side it stands on (default right). */
export interface Column<R> {
  name: string;
  cell: (row: R) => string;
  left?: boolean;
}

/** An aligned table as text: a line of headings, a line a row, indented by two. */
export function table<R>(rows: readonly R[], columns: readonly Column<R>[]): string {
  const padded = columns.map(({ name, cell, left }) => {
    const cells = [name, ...rows.map(cell)];
    const width = Math.max(...cells.map((text) => text.length));
    return cells.map((text) => (left ? text.padEnd(width) : text.padStart(width)));
  });
  const lines = Array.from({ length: rows.length + 1 }, (_, line) => padded.map((column) => column[line]).join("   "));
  return lines.map((line) => `  ${line.trimEnd()}`).join("\n");
}
