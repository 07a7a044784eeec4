import { createRequire } from "node:module";
import { join } from "node:path";
import process from "node:process";

/**
 * A package that is no dependency of this one, only measured beside it: from where this is installed, or from the folder
 * that BENCH_PEERS names, in which it was installed (`npm install express`).
 *
 * @throws an error with code MODULE_NOT_FOUND where there is none
 */
export function requirePeer(name) {
  const { BENCH_PEERS: folder } = process.env;
  return createRequire(folder === undefined ? import.meta.url : join(folder, "package.json"))(name);
}

/** Whether it is there. */
export function hasPeer(name) {
  try {
    requirePeer(name);
    return true;
  } catch (error) {
    if (error.code === "MODULE_NOT_FOUND") return false;
    throw error;
  }
}
