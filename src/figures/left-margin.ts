import type { PlotlyObject } from "./figure.js";
import { widthOf } from "./broken-lines.js";

/** Pixels of a character of a tick's label at Plotly's 12, in the broadest of the fonts that pages have. */
const CHARACTER = 7.6;

/**
 * How much room the labels of the axes at the left need, pixels. Plotly measures it too, but only while it draws, and what
 * stands above the drawing has to know where the figure begins.
 */
export function leftMargin(axes: readonly PlotlyObject[]): number {
  return Math.max(8, ...axes.map(marginOf));
}

function marginOf({
  visible,
  ticktext,
  range,
  showticklabels,
  side,
  title,
  tickfont,
  ticksuffix = "",
}: PlotlyObject): number {
  if (visible === false || side === "right") return 0;
  const labels = ((ticktext ?? range ?? []) as unknown[]).map((label) =>
    typeof label === "number" ? `${Math.round(label)}${String(ticksuffix)}` : String(label),
  );
  const size = (tickfont as { size?: number } | undefined)?.size ?? 12;
  const widest = Math.max(0, ...labels.flatMap((label) => label.split("<br>")).map((line) => pixelsOf(line, size)));
  const named = ((title as { text?: string } | undefined)?.text ?? "") !== "";
  return Math.ceil((showticklabels === false ? 0 : widest) + (named ? 40 : 14));
}

/** A line may be bold in a part, and smaller as a whole. */
function pixelsOf(line: string, size: number): number {
  const own = /font-size:(\d+)px/.exec(line);
  const bold = [...line.matchAll(/<b>(.*?)<\/b>/g)].reduce((sum, [, text]) => sum + widthOf(text), 0);
  return ((CHARACTER * (own === null ? size : Number(own[1]))) / 12) * (widthOf(line) + 0.15 * bold);
}
