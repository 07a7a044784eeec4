import { createRequire } from "node:module";
import { join } from "node:path";
import { PLOTLY_MIME } from "../figures/figure.js";
import { plotlyLoaderHtml } from "../figures/plotly-html.js";
import { mimeBundle, type MimeBundle } from "./mime-bundle.js";
import { preludeGetters } from "./prelude.js";

/*
 * What a cell's values and displays have to do with tslab, the TypeScript kernel for Jupyter (1.0.22), whether stock or
 * inside ours. It rests on three facts:
 *
 * 1. `globalThis.__tslab__.exports` is the object that holds the top-level names of all cells.
 * 2. The kernel stores a cell's last expression there as `tsLastExpr`, reads it back when the cell has ended, and prints
 *    it unless it is null or undefined. An accessor of that name on the object's prototype therefore sees every last
 *    expression, synchronous or awaited, and decides: shown here, or printed as before.
 * 3. `tslab/dist/jupyter.js` holds the function that sends an output to the current cell, `lastWriteDisplayData`. Of several
 *    tslab copies on the disk the running kernel's is in this process's module cache, with that function set.
 */

interface CellExports {
  tsLastExpr?: unknown;
  [KERNEL]?: KernelState;
}

/** What all copies of this package in one kernel share. */
interface KernelState {
  plotlyLoaded: boolean;
}

/** Sends an output to the running cell, or updates one. */
export type WriteDisplayData = (
  content: { data: MimeBundle; metadata: object; transient: object },
  update: boolean,
) => void;

const KERNEL: unique symbol = Symbol.for("zerodte.kernel") as never;

/** Marks, in an output's metadata, the one that only brings Plotly to the page, so that exporters can leave it out. */
export const LOADER_METADATA = { zerodte: { role: "plotly-loader" } };

/**
 * Makes a tslab kernel show the last expression of a cell as rich output where {@link mimeBundle} has one, and print it
 * as before where not. Loading the package in a cell calls it. Outside a tslab kernel, and the second time in one, it
 * does nothing; it never throws.
 *
 * @returns Whether this process is a tslab kernel.
 */
export function installDisplay(): boolean {
  const cells = cellExports();
  if (!cells) return false;
  if (cells[KERNEL]) return true;
  let last: unknown;
  const hook = Object.create(Object.getPrototypeOf(cells) as object | null, {
    [KERNEL]: { value: { plotlyLoaded: false } satisfies KernelState },
    tsLastExpr: {
      get: () => {
        const bundle = mimeBundle(last);
        if (bundle && publish(bundle)) last = undefined;
        return last;
      },
      set: (value: unknown) => {
        last = value;
      },
    },
  }) as object;
  // What the kernel stored before the accessor was there would hide it.
  delete cells.tsLastExpr;
  return Reflect.setPrototypeOf(cells, hook);
}

/**
 * Makes this process our kernel, after tslab's executor has been made: last expressions are its console's to show, and
 * names that no cell declares are looked up in a module, which is loaded when the first of them is used.
 *
 * The names of cells move from tslab's Proxy, through which a loop at the top of a cell is some fifty times slower, to a
 * plain object. What the Proxy was for, names of imports that a later cell may declare again, is left to
 * {@link plainImports}.
 */
export function shareKernel(values: readonly string[], load: () => Record<string, unknown>): void {
  const tslab = (globalThis as { __tslab__?: { exports?: CellExports } }).__tslab__;
  if (!tslab?.exports) throw new Error("tslab holds the names of cells elsewhere than version 1.0.22 does");
  const cells: CellExports = {};
  // Cells write their names into a plain object; tslab, which reads last expressions from its own, finds them behind that.
  Reflect.setPrototypeOf(tslab.exports, cells);
  tslab.exports = cells;
  const state = { [KERNEL]: { value: { plotlyLoaded: false } satisfies KernelState } };
  const behind = Object.getPrototypeOf(cells) as object | null;
  Reflect.setPrototypeOf(cells, Object.create(behind, { ...preludeGetters(values, load), ...state }) as object);
}

/**
 * Sends one output to the running cell. The first figure of a kernel is preceded by an output of its own that brings
 * Plotly to the page.
 *
 * @param live the id of an output that can be updated; `update`: it is there already
 * @returns False outside a tslab kernel, or if the kernel refused: then nothing was shown and the caller should print.
 */
export function publish(data: MimeBundle, { live, update = false }: { live?: string; update?: boolean } = {}): boolean {
  const write = cellExports() && writer();
  if (!write) return false;
  if (Object.keys(data).length === 0) return true;
  try {
    if (hasFigure(data)) loadPlotly(write);
    write({ data, metadata: {}, transient: live === undefined ? {} : { display_id: live } }, update);
    return true;
  } catch {
    return false;
  }
}

/** A figure, or HTML with figures among other things. */
function hasFigure(data: MimeBundle): boolean {
  const html = data["text/html"];
  return PLOTLY_MIME in data || (typeof html === "string" && html.includes('class="zerodte-figure"'));
}

/** Brings Plotly to the page, once in a kernel. */
export function loadPlotly(write: WriteDisplayData): void {
  const kernel = cellExports()?.[KERNEL];
  if (kernel?.plotlyLoaded) return;
  write(
    { data: { "text/html": plotlyLoaderHtml(), "text/plain": "" }, metadata: LOADER_METADATA, transient: {} },
    false,
  );
  if (kernel) kernel.plotlyLoaded = true;
}

/** Whether this process is a tslab kernel, stock or ours. */
export function inNotebook(): boolean {
  return cellExports() !== undefined;
}

function cellExports(): CellExports | undefined {
  return (globalThis as { __tslab__?: { exports?: CellExports } }).__tslab__?.exports;
}

function writer(): WriteDisplayData | undefined {
  // Any require leads to the one module cache of the process.
  const modules = createRequire(join(process.cwd(), "cell.js")).cache;
  for (const module of Object.values(modules)) {
    if (!module || !/[\\/]tslab[\\/]dist[\\/]jupyter\.js$/.test(module.filename)) continue;
    const { lastWriteDisplayData } = module.exports as { lastWriteDisplayData?: WriteDisplayData | null };
    if (lastWriteDisplayData) return lastWriteDisplayData;
  }
  return undefined;
}
