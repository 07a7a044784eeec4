import { createRequire } from "node:module";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { startLabKernel } from "./kernel.js";

/*
 * What the kernelspec starts, with the connection file as the only argument. A notebook's folder that has a zerodte of its
 * own is given that one's kernel, so that what its cells import and what is in scope are the same.
 */

/** The kernel of the package that cells in this folder import, if that is another one and has one. */
function localKernel(folder: string): string | undefined {
  try {
    const root = dirname(createRequire(join(folder, "cell.js")).resolve("zerodte/package.json"));
    const main = join(root, "dist/kernel/main.js");
    return main !== __filename && existsSync(main) ? main : undefined;
  } catch {
    return undefined;
  }
}

const [connectionFile, ...rest] = process.argv.slice(2);
const local = localKernel(process.cwd());
if (connectionFile === undefined || rest.length > 0) {
  process.stderr.write("zerodte kernel: give Jupyter's connection file; `zerodte kernel install` tells Jupyter to\n");
  process.exitCode = 2;
} else if (local !== undefined && process.env.ZERODTE_KERNEL_FOUND === undefined) {
  // Once only, whatever that one finds.
  process.env.ZERODTE_KERNEL_FOUND = "1";
  createRequire(__filename)(local);
} else {
  delete process.env.ZERODTE_KERNEL_FOUND;
  const { version } = createRequire(__filename)("../../package.json") as { version: string };
  startLabKernel(connectionFile, version).catch((error: unknown) => {
    process.stderr.write(`zerodte kernel: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
}
