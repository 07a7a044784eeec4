import { randomUUID } from "node:crypto";
import { mimeBundle, printedText, type MimeBundle } from "./mime-bundle.js";
import { publish } from "./tslab.js";

/** An output that can be replaced, see {@link live}. */
export interface Live {
  /** Shows another value in the same place. */
  update(value: unknown): void;
}

/**
 * Shows a value as `show` does, in a place where it can be replaced: a figure that follows the market, a line that says how
 * far a calculation is.
 *
 * In a notebook the output changes where it stands, also from later cells, and a saved notebook holds the last state. In a
 * terminal a text of one line is written over the one before; everything else, and everything in a file, is printed anew.
 *
 * @example
 * const chart = live(plot.heatmap(StrikeGrid.from(await flow.heatmap("SPY"))));
 * await each(watch((minutes) => flow.heatmap("SPY", { minutes })), ({ answer }) =>
 *   chart.update(plot.heatmap(StrikeGrid.from(answer))),
 * );
 */
export function live(value: unknown): Live {
  const id = randomUUID();
  let there = false;
  const update = (next: unknown): void => {
    const bundle = mimeBundle(next);
    const text = printedText(next, bundle);
    if (!publish(bundle ?? { "text/plain": text }, { live: id, update: there })) print(text, there);
    there = true;
  };
  update(value);
  // As a cell's last expression it has nothing to add to what it shows.
  return Object.defineProperty({ update }, Symbol.for("Jupyter.display"), { value: (): MimeBundle => ({}) });
}

/** Whether the terminal's last line is one that can be written over. */
let open = false;

function print(text: string, again: boolean): void {
  const over = process.stdout.isTTY && !text.includes("\n");
  const begin = again && open ? "\r\u001b[K" : open ? "\n" : "";
  process.stdout.write(`${begin}${text}${over ? "" : "\n"}`);
  if (over && !open) process.once("exit", closeLine);
  if (!over) process.off("exit", closeLine);
  open = over;
}

/** Ends the line that {@link live} has left open in a terminal, so that what follows has a line of its own. */
export function closeLine(): void {
  if (open) process.stdout.write("\n");
  process.off("exit", closeLine);
  open = false;
}
