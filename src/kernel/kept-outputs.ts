import { PLOTLY_MIME } from "../figures/figure.js";
import type { CellOutput } from "./notebook.js";
import { LOADER_METADATA } from "./tslab.js";

/**
 * What of a cell's outputs is kept in a notebook file: everything but scripts, and of an error its message
 * without the stack, whose paths belong to one machine.
 *
 * A figure keeps its Plotly JSON and its text (and the still image, where {@link addStills} drew one); its HTML and the
 * output that brings Plotly are left out. Hence, for a notebook committed with outputs:
 *
 * | where it is looked at | a figure is |
 * |---|---|
 * | VS Code, JupyterLab with a Plotly extension | drawn from the JSON, interactive |
 * | JupyterLab and classic Jupyter without one | the still image, or the text; interactive again once the cell is run |
 * | a code-hosting page | the still image, or the text. Such pages run no script and draw SVG unreliably, so PNG it is |
 * | `zerodte run --html` | drawn from the JSON, interactive, Plotly embedded once for the page |
 * | a diff | a few lines of JSON, not two megabytes of script |
 *
 * Tables keep HTML and text: their HTML needs no script.
 */
export function keptOutputs(outputs: readonly CellOutput[]): CellOutput[] {
  return outputs
    .filter((output) => !isLoader(output))
    .map(withoutScript)
    .map(withoutStack);
}

function isLoader({ metadata }: CellOutput): boolean {
  const mark = metadata?.zerodte as { role?: string } | undefined;
  return mark?.role === LOADER_METADATA.zerodte.role;
}

function withoutScript(output: CellOutput): CellOutput {
  if (!output.data || !(PLOTLY_MIME in output.data)) return output;
  const kept = Object.entries(output.data).filter(([type]) => type !== "text/html");
  return { ...output, data: Object.fromEntries(kept) };
}

function withoutStack(output: CellOutput): CellOutput {
  if (output.name !== "stderr" || output.text === undefined) return output;
  return { ...output, text: errorMessage(output.text) };
}

/**
 * A printed error without its stack, and without Node's quotation of the line of JavaScript that threw it. What an error
 * carries beside its message (a code, a cause) is kept.
 */
export function errorMessage(printed: string): string {
  return printed
    .replace(/^evalmachine\.<anonymous>:\d+\n[^]*?\n *\^+\n\n?/m, "")
    .replace(/^ +at .*?(\{?)(\n|$)/gm, (_, brace: string) => brace && "{\n");
}
