import { expect, it } from "vitest";
import { PLOTLY_MIME } from "../../src/figures/figure.js";
import { collectOutputs, type Displays } from "../../src/kernel/cell-outputs.js";
import { keptOutputs } from "../../src/kernel/kept-outputs.js";
import type { CellOutput } from "../../src/kernel/notebook.js";
import { LOADER_METADATA } from "../../src/kernel/tslab.js";

const stream = (name: string, text: string): CellOutput => ({ output_type: "stream", name, text });

it("joins neighbouring pieces of one stream and keeps the order of two", () => {
  const outputs: CellOutput[] = [];
  const on = collectOutputs(outputs, new Map());
  for (const [name, text] of [
    ["stdout", "a"],
    ["stdout", "b\n"],
    ["stderr", "c"],
    ["stdout", "d"],
  ])
    on("stream", { name, text });
  expect(outputs).toEqual([stream("stdout", "ab\n"), stream("stderr", "c"), stream("stdout", "d")]);
});

it("updates a display by its id wherever it stands, and clears a cell", () => {
  const displays: Displays = new Map();
  const [first, second]: CellOutput[][] = [[], []];
  collectOutputs(first ?? [], displays)("display_data", {
    data: { "text/plain": "1/2" },
    transient: { display_id: "p" },
  });
  const on = collectOutputs(second ?? [], displays);
  on("update_display_data", { data: { "text/plain": "2/2" }, metadata: {}, transient: { display_id: "p" } });
  on("update_display_data", { data: { "text/plain": "?" }, transient: { display_id: "unknown" } });
  expect(first).toEqual([{ output_type: "display_data", data: { "text/plain": "2/2" }, metadata: {} }]);
  on("execute_result", { data: { "text/plain": "5" }, metadata: {}, execution_count: 3 });
  on("error", { ename: "E", evalue: "v", traceback: [] });
  expect(second).toEqual([
    { output_type: "execute_result", data: { "text/plain": "5" }, metadata: {}, execution_count: 3 },
    { output_type: "error", ename: "E", evalue: "v", traceback: [] },
  ]);
  on("clear_output", {});
  expect(second).toEqual([]);
});

it("keeps a figure's JSON and text, and no script", () => {
  const data = { [PLOTLY_MIME]: { data: [] }, "text/html": "<script>", "text/plain": "Text." };
  const loader: CellOutput = {
    output_type: "display_data",
    data: { "text/html": "<script>" },
    metadata: LOADER_METADATA,
  };
  const table: CellOutput = {
    output_type: "display_data",
    data: { "text/html": "<table>", "text/plain": "t" },
    metadata: {},
  };
  expect(keptOutputs([loader, { output_type: "display_data", data, metadata: {} }, table])).toEqual([
    { output_type: "display_data", data: { [PLOTLY_MIME]: { data: [] }, "text/plain": "Text." }, metadata: {} },
    table,
  ]);
});

it("keeps an error's message, code and cause, and none of the machine's paths", () => {
  const printed = `evalmachine.<anonymous>:2
throw new Error("no");
^

Error: no
    at evalmachine.<anonymous>:2:7
    at Object.execute (/home/me/node_modules/tslab/dist/executor.js:160:38) {
  code: 'X'
}
`;
  expect(keptOutputs([stream("stderr", printed)])).toEqual([stream("stderr", "Error: no\n{\n  code: 'X'\n}\n")]);
  expect(keptOutputs([stream("stdout", "    at home\n")])).toEqual([stream("stdout", "    at home\n")]);
});
