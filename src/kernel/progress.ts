import { escapeHtml } from "../figures/plotly-html.js";
import { closeLine, live, type Live } from "./live.js";
import { inNotebook } from "./tslab.js";

/** Options of {@link progress}. */
export interface ProgressOptions {
  /** What is counted: "days". Default: nothing. */
  label?: string | undefined;
  /** How many there will be, of what does not say so itself. Default: its `length` or `size`, else unknown. */
  total?: number | undefined;
}

/** The shortest time between two states of a bar, milliseconds. */
const BETWEEN = 100;
/** Lines that a whole run prints where nothing can be updated. */
const LINES = 10;
/** Signs of a bar. */
const WIDTH = 20;

/**
 * Goes through items and shows how far it is: a bar in a notebook, one line in a terminal, ten lines in a file. The
 * items come out unchanged, one by one; what is asynchronous stays so. Of a number it goes through 0, 1, 2, … below it.
 *
 * A saved notebook holds the last state, without times, so two runs look the same. After `break` or an error it is the
 * state that was reached.
 *
 * @example
 * for (const day of progress(["2026-06-04", "2026-06-05"], { label: "days" })) show(day);
 */
export function progress(total: number, options?: ProgressOptions): IterableIterator<number>;
export function progress<T>(items: AsyncIterable<T>, options?: ProgressOptions): AsyncIterableIterator<T>;
export function progress<T>(items: Iterable<T>, options?: ProgressOptions): IterableIterator<T>;
export function progress<T>(
  items: number | AsyncIterable<T> | Iterable<T>,
  options: ProgressOptions = {},
): IterableIterator<number | T> | AsyncIterableIterator<T> {
  if (typeof items !== "number") return Symbol.asyncIterator in items ? later(items, options) : counted(items, options);
  if (!Number.isInteger(items) || items < 0)
    throw new RangeError(`progress(${items}): give a whole number, or the items themselves`);
  return counted(Array.from({ length: items }).keys(), { total: items, ...options });
}

function* counted<T>(items: Iterable<T>, options: ProgressOptions): Generator<T, void> {
  const bar = openBar(items, options);
  try {
    for (const item of items) {
      yield item;
      bar.step();
    }
  } finally {
    bar.end();
  }
}

async function* later<T>(items: AsyncIterable<T>, options: ProgressOptions): AsyncGenerator<T, void> {
  const bar = openBar(items, options);
  try {
    for await (const item of items) {
      yield item;
      bar.step();
    }
  } finally {
    bar.end();
  }
}

function openBar(items: object, options: ProgressOptions): { step(): void; end(): void } {
  const { length, size } = items as { length?: unknown; size?: unknown };
  const total = options.total ?? [length, size].find((count): count is number => typeof count === "number");
  const label = options.label ?? "";
  let done = 0;
  let shown = -1;
  let at = performance.now();
  let bar: Live | undefined;
  const show = (): void => {
    if (shown === done) return;
    shown = done;
    at = performance.now();
    const state = barState(done, total, label);
    if (bar) bar.update(state);
    else bar = live(state);
  };
  /** A file gets every tenth part, whatever the time. */
  const due = (): boolean => {
    if (process.stdout.isTTY || inNotebook()) return performance.now() - at >= BETWEEN;
    return total !== undefined && Math.floor((done * LINES) / total) > Math.floor((shown * LINES) / total);
  };
  show();
  return {
    step: () => {
      done++;
      if (due()) show();
    },
    end: () => {
      show();
      closeLine();
    },
  };
}

/** A state of a bar, which knows how to show itself. */
function barState(done: number, total: number | undefined, label: string): object {
  const counts = [total === undefined ? String(done) : `${done}/${total}`, label]
    .filter((word) => word !== "")
    .join(" ");
  const share = total === undefined || total === 0 ? 1 : Math.min(1, done / total);
  const full = Math.floor(share * WIDTH);
  const text = total === undefined ? counts : `${"█".repeat(full)}${"░".repeat(WIDTH - full)} ${counts}`;
  const bar =
    total === undefined
      ? ""
      : `<progress max="${total}" value="${Math.min(done, total)}" style="vertical-align:middle"></progress> `;
  const bundle = { "text/html": `${bar}${escapeHtml(counts)}`, "text/plain": text };
  return { [Symbol.for("Jupyter.display")]: () => bundle };
}
