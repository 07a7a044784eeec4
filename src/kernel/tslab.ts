import { createRequire } from "node:module";
import { join } from "node:path";
import { PLOTLY_MIME } from "../figures/figure.js";
import { plotlyLoaderHtml } from "../figures/plotly-html.js";
import { mimeBundle, type MimeBundle } from "./mime-bundle.js";

/*
 * The only file that knows tslab, the TypeScript kernel for Jupyter (1.0.22). It rests on three facts:
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

type WriteDisplayData = (content: { data: MimeBundle; metadata: object; transient: object }, update: boolean) => void;

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
 * Sends one output to the running cell. The first figure of a kernel is preceded by an output of its own that brings
 * Plotly to the page.
 *
 * @returns False outside a tslab kernel, or if the kernel refused: then nothing was shown and the caller should print.
 */
export function publish(data: MimeBundle): boolean {
  const write = cellExports() && writer();
  if (!write) return false;
  try {
    if (hasFigure(data)) loadPlotly(write);
    write({ data, metadata: {}, transient: {} }, false);
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

function loadPlotly(write: WriteDisplayData): void {
  const kernel = cellExports()?.[KERNEL];
  if (kernel?.plotlyLoaded) return;
  write(
    { data: { "text/html": plotlyLoaderHtml(), "text/plain": "" }, metadata: LOADER_METADATA, transient: {} },
    false,
  );
  if (kernel) kernel.plotlyLoaded = true;
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
