import type { EncodedMatrix } from "../../src/figures/encoding.js";
import type { Figure } from "../../src/figures/figure.js";
import type { GridKind } from "../../src/grid/fields.js";
import { StrikeGrid, type StrikeGridData } from "../../src/grid/strike-grid.js";
import { atNewYork } from "../../src/session.js";

/** A grid typed by hand: one array a strike. SPX gamma exposure on 2026-06-05 from 09:30, unless told otherwise. */
export function sampleGrid<K extends GridKind = "level">(
  strikes: number[],
  rows: number[][],
  other: Partial<StrikeGridData<K>> = {},
): StrikeGrid<K> {
  const barMs = other.barMs ?? 60_000;
  const bars = rows[0]?.length ?? 0;
  return new StrikeGrid<K>({
    symbol: "SPX",
    expiration: "2026-06-05",
    field: "gex",
    kind: "level" as K,
    barMs,
    strikes: Float64Array.from(strikes),
    times: Float64Array.from({ length: bars }, (_, i) => atNewYork("2026-06-05", "09:30") + i * barMs),
    spot: new Float64Array(bars).fill(5902.5),
    values: Float64Array.from(rows.flat()),
    ...other,
  });
}

interface Axis {
  range: [unknown, unknown];
  ticktext: string[];
  title: { text: string };
}

/** What stands around a drawing, with types; spaces are plain and titles without markup. */
export function around({ layout }: Figure) {
  const title = layout.title as { text: string };
  const annotations = (layout.annotations as { text: string }[]).map(({ text }) => text.replaceAll("\u2002", " "));
  const plain = (text: string, betweenLines: string): string =>
    text
      .replaceAll("<br>", betweenLines)
      .replace(/<[^>]*>/g, "")
      .replaceAll("\u2002", " ");
  return {
    title: plain(title.text, " "),
    /** The lines above the drawing, as one. */
    subtitle: plain(annotations[0] ?? "", " · "),
    /** The other texts in it. */
    labels: annotations.slice(1),
    x: layout.xaxis as Axis,
    y: layout.yaxis as Axis,
    lines: ((layout.shapes ?? []) as { y0: number; y1: number }[]).map(({ y0, y1 }) => [y0, y1]),
  };
}

/** The cells of a heatmap, read as Plotly reads them. */
export function cellsOf({ data }: Figure): number[][] {
  return decoded(data[0].z as EncodedMatrix);
}

/** The rows of an encoded matrix. */
export function decoded({ dtype, bdata, shape }: EncodedMatrix): number[][] {
  if ((dtype as string) !== "f4") throw new Error(`cannot read cells of type ${dtype as string}`);
  const bytes = Buffer.from(bdata, "base64");
  const [rows, columns] = shape.split(",").map(Number);
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => bytes.readFloatLE(4 * (row * columns + column))),
  );
}
