import { createRequire } from "node:module";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import {
  DISPLAY_NAME,
  installKernelspec,
  jupyterData,
  jupyterPath,
  listKernelspecs,
  removeKernelspec,
  STILLS,
} from "../kernel/kernelspec.js";
import { findChromium } from "../kernel/still-image.js";
import { table } from "./table.js";

const USAGE = `zerodte kernel install|list|remove [options]

  install         tell Jupyter of the kernel "${DISPLAY_NAME}", for notebooks in any folder; needs no Python
  list            the kernels of ours that Jupyter knows
  remove          take one away again

  --user          for this user (default)
  --prefix DIR    for the Python environment in this folder
  --name NAME     Jupyter's name for it (default: zerodte)
  --stills        with install: add a PNG to each figure, for whoever opens the notebook without running or trusting it.
                  Needs Chromium or Chrome, and some seconds in each cell with figures; the same is ${STILLS}=1
  --help          print this`;

/**
 * `zerodte kernel`: see its `--help`.
 *
 * @returns The exit code: 0 done, 1 it cannot be done, 2 the command line is wrong.
 */
export async function kernelCommand(argv: string[]): Promise<number> {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(argv);
  } catch (error) {
    console.error(`zerodte kernel: ${(error as Error).message}`);
    return 2;
  }
  const { action, help, name, prefix, stills } = parsed;
  if (help) {
    console.log(USAGE);
    return 0;
  }
  const data = jupyterData(prefix);
  const { version } = createRequire(__filename)("../../package.json") as { version: string };
  try {
    if (action === "install") {
      console.log(`${DISPLAY_NAME} is kernel "${name}": ${installKernelspec(data, name, version, { stills })}`);
      if (stills && !findChromium())
        console.error("--stills needs Chromium or Chrome, on PATH or named by CHROME_PATH; none was found yet");
    } else if (action === "remove") {
      console.log(`removed ${removeKernelspec(data, name)}`);
    } else {
      list(prefix === undefined ? jupyterPath() : [data]);
    }
    return 0;
  } catch (error) {
    console.error(`zerodte kernel ${action}: ${(error as Error).message}`);
    return 1;
  }
}

function list(path: readonly string[]): void {
  const kernels = listKernelspecs(path);
  if (kernels.length === 0) {
    console.log("none; `zerodte kernel install` installs one");
    return;
  }
  const state = (missing: string[]): string =>
    missing.length === 0 ? "" : `cannot start: ${missing.join(" and ")} is gone; install it again`;
  console.log(
    table(kernels, [
      { name: "name", cell: (kernel) => kernel.name, left: true },
      { name: "version", cell: ({ version }) => version, left: true },
      { name: "folder", cell: ({ folder }) => folder, left: true },
      { name: "", cell: ({ missing }) => state(missing), left: true },
    ]),
  );
}

/** @throws Error of one line that says what is wrong with the command line. */
function parse(argv: string[]): {
  action: string;
  help: boolean;
  name: string;
  prefix: string | undefined;
  stills: boolean;
} {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      user: { type: "boolean", default: false },
      prefix: { type: "string" },
      name: { type: "string", default: "zerodte" },
      stills: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const { help, name, prefix, stills, user } = values;
  const [action = "", ...rest] = positionals;
  if (!help && (!["install", "list", "remove"].includes(action) || rest.length > 0))
    throw new Error(`say install, list or remove, not ${JSON.stringify(positionals.join(" "))}`);
  if (user && prefix !== undefined) throw new Error("--user and --prefix exclude each other");
  if (!help && stills && action !== "install") throw new Error("--stills goes with install");
  return { action, help, name, prefix: prefix === undefined ? undefined : resolve(prefix), stills };
}
