import type { OnOutput } from "./kernel-process.js";
import type { CellOutput } from "./notebook.js";

/** Outputs that may still be updated, by their display id, over all cells of a notebook. */
export type Displays = Map<string, CellOutput[]>;

/**
 * Writes what a kernel publishes into a cell's outputs, as Jupyter's front ends do: neighbouring pieces of one stream
 * become one text, `update_display_data` replaces the outputs with its display id wherever they stand, `clear_output`
 * empties the cell.
 */
export function collectOutputs(outputs: CellOutput[], displays: Displays): OnOutput {
  return (type, content) => {
    const { name, text, data, metadata, transient, execution_count } = content as {
      name: string;
      text: string;
      data: Record<string, unknown>;
      metadata?: Record<string, unknown>;
      transient?: { display_id?: string };
      execution_count?: number;
    };
    const id = transient?.display_id;
    const last = outputs.at(-1);
    switch (type) {
      case "stream":
        if (last?.output_type === "stream" && last.name === name) last.text += text;
        else outputs.push({ output_type: "stream", name, text });
        break;
      case "display_data": {
        const output: CellOutput = { output_type: "display_data", data, metadata: metadata ?? {} };
        outputs.push(output);
        if (id) displays.set(id, [...(displays.get(id) ?? []), output]);
        break;
      }
      case "update_display_data":
        for (const output of displays.get(id ?? "") ?? []) Object.assign(output, { data, metadata: metadata ?? {} });
        break;
      case "execute_result":
        outputs.push({
          output_type: "execute_result",
          data,
          metadata: metadata ?? {},
          execution_count: execution_count ?? null,
        });
        break;
      case "error":
        outputs.push({ ...content, output_type: "error" });
        break;
      case "clear_output":
        outputs.length = 0;
        break;
    }
  };
}
