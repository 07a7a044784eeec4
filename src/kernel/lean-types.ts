import type typescript from "@tslab/typescript-for-tslab";

/** The file of danfojs that names Plotly's types, and how. */
const DANFOJS = /[\\/]danfojs-node[\\/]dist[\\/]danfojs-base[\\/]shared[\\/]types\.d\.ts$/;
const PLOTLY = /^import \{ Config, Layout \} from "plotly\.js-dist-min";$/m;

/**
 * Keeps the compiler from reading Plotly's types, 1.2 MB and a quarter of the first cell, on account of danfojs: its `df.plot`
 * takes a layout, and works in browsers only. Elsewhere, as in a cell that imports them, they are what they are.
 */
export function leanTypes(system: typescript.System): void {
  const readFile = system.readFile.bind(system);
  system.readFile = (path, encoding) => {
    const text = readFile(path, encoding);
    return DANFOJS.test(path)
      ? text?.replace(PLOTLY, "type Config = Record<string, any>; type Layout = Record<string, any>;")
      : text;
  };
}
