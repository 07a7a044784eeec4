import type { Cells } from "./cells.js";
import { cellMagics } from "./cell-magics.js";
import type { CellStills } from "./cell-stills.js";
import type { Answer, Publish } from "./kernel-server.js";
import { mimeBundle, printedText } from "./mime-bundle.js";
import { PLOTLY_MIME } from "../figures/figure.js";
import { loadPlotly, type WriteDisplayData } from "./tslab.js";

/** Turns of the event loop in which what has come during a cell is read. */
const TURNS = 5;

/**
 * Runs cells one after the other, in the order in which they come, and says of each what Jupyter's protocol wants: the
 * input, what it prints and shows, its last value, its error. After a cell that fails, those that came meanwhile are not
 * run, unless it was sent with `stop_on_error: false`.
 *
 * @param onCell called before each with what it publishes by; the last of them is who prints late
 * @param stills adds images to the figures of a cell before that ends. Default: nothing does.
 */
export function cellQueue(cells: Cells, onCell: (publish: Publish) => void, stills?: CellStills): Answer {
  let last = Promise.resolve();
  let count = 0;
  /** Grows with each failure: cells that came before it are not run after it. */
  let failures = 0;

  async function run(request: Record<string, unknown>, publish: Publish): Promise<Record<string, unknown>> {
    const {
      code,
      silent,
      store_history = true,
      stop_on_error = true,
    } = request as {
      code: string;
      silent?: boolean;
      store_history?: boolean;
      stop_on_error?: boolean;
    };
    const quiet = silent === true;
    const tell: Publish = quiet ? () => {} : (stills?.through(publish) ?? publish);
    if (store_history && !quiet) count++;
    const execution_count = count;
    tell("execute_input", { code, execution_count });
    onCell(tell);
    const { failure, ms } = await cells.run(code, execution_count, (value) => {
      const bundle = mimeBundle(value);
      const data = bundle ?? { "text/plain": printedText(value, bundle) };
      if (PLOTLY_MIME in data) loadPlotly(displayWriter(tell));
      if (Object.keys(data).length > 0) tell("execute_result", { data, metadata: {}, execution_count });
    });
    if (cellMagics(code).timed) tell("stream", { name: "stdout", text: `wall time ${duration(ms)}\n` });
    const told = failure && { ...failure, traceback: failure.traceback.map(reddened) };
    if (told) tell("error", told);
    if (told && stop_on_error) {
      for (let turn = 0; turn < TURNS; turn++) await new Promise(setImmediate);
      failures++;
    }
    await stills?.draw(tell);
    if (told) return { status: "error", execution_count, ...told };
    return { status: "ok", execution_count, payload: [], user_expressions: {} };
  }

  return (request, publish) => {
    const before = failures;
    const reply = last.then(() => (before === failures ? run(request, publish) : { status: "aborted" }));
    last = reply.then(
      () => {},
      () => {},
    );
    return reply;
  };
}

/** What `tslab.display` and `show` write, as Jupyter's messages. */
export function displayWriter(publish: Publish): WriteDisplayData {
  return (content, update) => publish(update ? "update_display_data" : "display_data", content);
}

/** What is said, red, or the classic notebook would show it like anything that is printed; places are indented. */
function reddened(line: string): string {
  return /^\S/.test(line) ? `\u001b[31m${line}\u001b[39m` : line;
}

function duration(ms: number): string {
  return ms < 1000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(2)} s`;
}
