import { mimeBundle, printedText } from "./mime-bundle.js";
import { installDisplay, publish } from "./tslab.js";

/**
 * Shows a value where you are: as rich output in a notebook cell, as text in a terminal or a script.
 *
 * A cell shows its last expression by itself; `show` is for everything before it, inside loops and functions, as often as
 * you like. Figures are drawn, DataFrames and arrays of rows become tables, everything else is printed as
 * `console.log` would.
 *
 * @example
 * for (const symbol of ["SPY", "QQQ"]) show([{ symbol, strikes: 61 }]);
 */
export function show(value: unknown): void {
  const bundle = mimeBundle(value);
  if (bundle && publish(bundle)) return;
  process.stdout.write(`${printedText(value, bundle)}\n`);
}

// Loaded in a cell, the package makes last expressions show themselves.
installDisplay();
