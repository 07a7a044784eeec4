import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { TapeError } from "../api/errors.js";

/**
 * The tape folders at a path: the folder itself when it holds a `session.json`, else its subfolders that do, by name.
 *
 * @throws TapeError when there is no such folder, or no tape in it.
 */
export function tapeFolders(path: string): string[] {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new TapeError(`${path}: there is no such folder`);
  if (isTape(path)) return [path];
  const folders = readdirSync(path)
    .sort()
    .map((name) => join(path, name))
    .filter(isTape);
  if (folders.length === 0)
    throw new TapeError(`${path} is no tape folder and holds none: a tape folder has a session.json`);
  return folders;
}

function isTape(folder: string): boolean {
  return existsSync(join(folder, "session.json"));
}
