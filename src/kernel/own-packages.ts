import Module, { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Packages that a notebook finds wherever it lies: this one, and danfojs where it is installed beside. */
const NAMES = ["zerodte", "danfojs-node"];

/**
 * Lets this process find the packages of {@link NAMES} beside this one where they are not found from the folder of the one
 * who asks.
 *
 * @param folder the notebook's
 * @param root this package's
 * @returns For each of them that the folder alone does not bring, and for this package in any case, where it lies.
 */
export function fallBackToOwn(folder: string, root: string): Record<string, string> {
  const own = createRequire(__filename);
  const [self = ""] = NAMES;
  const found: Record<string, string> = { [self]: root };
  for (const name of NAMES.slice(1)) {
    const manifest = `${name}/package.json`;
    if (resolved(createRequire(join(folder, "cell.js")), manifest) !== undefined) continue;
    const path = resolved(own, manifest);
    if (path !== undefined) found[name] = dirname(path);
  }
  // Node has no public way to add a place to look in once it runs.
  const resolver = Module as unknown as { _resolveFilename: (request: string, ...rest: unknown[]) => string };
  const resolveFilename = resolver._resolveFilename;
  resolver._resolveFilename = (request, ...rest) => {
    try {
      return resolveFilename.call(Module, request, ...rest);
    } catch (error) {
      const path = found[request];
      if (path === undefined || (error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
      return own.resolve(path);
    }
  };
  return found;
}

function resolved(from: NodeJS.Require, request: string): string | undefined {
  try {
    return from.resolve(request);
  } catch {
    return undefined;
  }
}
