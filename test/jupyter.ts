import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { interop } from "./interop.js";

const TSLAB = new URL("../node_modules/tslab/bin/tslab", import.meta.url).pathname;

/** What `zerodte kernel install` writes as a notebook's kernel. */
export const LAB_KERNELSPEC = { display_name: "0DTE Lab (TypeScript)", language: "typescript", name: "zerodte" };

/** The metadata of a notebook for the stock kernel. */
export const KERNELSPEC = { display_name: "TypeScript", language: "typescript", name: "tslab" };

/** Registers the stock tslab kernel in a folder of Jupyter's data, as `tslab install` does. */
export function installStockKernel(data: string): void {
  const kernel = join(data, "kernels", KERNELSPEC.name);
  mkdirSync(kernel, { recursive: true });
  const argv = [process.execPath, TSLAB, "kernel", "--config-path", "{connection_file}"];
  const { display_name, language } = KERNELSPEC;
  writeFileSync(join(kernel, "kernel.json"), JSON.stringify({ argv, display_name, language }));
}

/**
 * Jupyter's nbconvert with the stock tslab kernel registered in `folder/jupyter`, and ours if it was installed there; run in
 * `cwd`.
 *
 * @throws Error with what it printed, when it fails.
 */
export async function nbconvert(
  folder: string,
  cwd: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<void> {
  installStockKernel(join(folder, "jupyter"));
  // Not in this thread's time: the notebook may ask a server that runs in this process.
  await promisify(execFile)(interop.jupyter ?? "", args, {
    cwd,
    env: { ...process.env, JUPYTER_PATH: join(folder, "jupyter"), ...env },
  });
}
