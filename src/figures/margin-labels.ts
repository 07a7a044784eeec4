import { brokenLines, widthOf } from "./broken-lines.js";
import type { PlotlyObject } from "./figure.js";
import { escapeText } from "./look.js";
import { spread } from "./spread.js";

/** A name to stand beside a drawing at the height of a price. */
export interface MarginLabel {
  readonly name: string;
  readonly price: number;
  /** The price as it is written behind the name. */
  readonly written: string;
  /** Of a stroke before the name; default none. The words themselves have the page's colour, to be read on any ground. */
  readonly colour?: string | undefined;
}

/** Characters of a line, as far as names can be broken. */
const LINE = 15;

/** Height of a line, and width of a character at 10 pixels. */
const [TALL, WIDE] = [13, 6.2];

/**
 * Names to the right of a drawing, where they cover nothing, as annotations of a layout, and how much margin they take:
 * each at the height of its price, those of one price as one, `call wall = magnet 5,950.00`, and those that are near moved
 * apart until none lies on another.
 *
 * @param height of the drawing, pixels.
 */
export function marginLabels(
  labels: readonly MarginLabel[],
  [low, high]: readonly [number, number],
  height: number,
): { annotations: PlotlyObject[]; width: number } {
  const groups = new Map<string, MarginLabel[]>();
  for (const label of labels) {
    const group = groups.get(label.written);
    if (group === undefined) groups.set(label.written, [label]);
    else group.push(label);
  }
  const stacks = [...groups.values()].map((group) => ({ price: group[0].price, lines: linesOf(group) }));
  const pixel = (high - low) / height;
  const places = spread(
    stacks.map(({ price }) => price),
    stacks.map(({ lines }) => (TALL * lines.length + 3) * pixel),
    [low, high],
  );
  const longest = Math.max(0, ...stacks.flatMap(({ lines }) => lines.map(widthOf)));
  return {
    annotations: stacks.map(({ lines }, i) => ({
      text: lines.join("<br>"),
      align: "left",
      xref: "paper",
      x: 1,
      xanchor: "left",
      xshift: 4,
      y: places[i],
      yanchor: "middle",
      showarrow: false,
      font: { size: 10 },
    })),
    width: longest === 0 ? 0 : Math.ceil(12 + WIDE * longest),
  };
}

function linesOf(group: readonly MarginLabel[]): string[] {
  const lines = group.flatMap(({ name, colour }, i) => {
    const words = `${name.replace(/\s+/g, " ")}${i < group.length - 1 ? " =" : ""}`;
    const stroke = colour === undefined ? "" : `<span style="color:${colour}">━</span>\u2009`;
    return brokenLines(words, LINE).map((line, k) => `${k === 0 ? stroke : ""}${escapeText(line)}`);
  });
  const { written } = group[group.length - 1];
  const last = lines[lines.length - 1];
  return widthOf(last) + 1 + written.length <= LINE + 2
    ? [...lines.slice(0, -1), `${last} ${written}`]
    : [...lines, written];
}
