import { createRequire } from "node:module";

/**
 * Loads zod, which takes a tenth of a second: when the first answer or file is read and not before.
 *
 * @example const { z } = loadZod();
 */
export function loadZod(): typeof import("zod") {
  return createRequire(__filename)("zod") as typeof import("zod");
}
