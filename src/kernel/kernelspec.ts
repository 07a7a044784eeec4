import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { LAB_KERNEL } from "./kernel-process.js";
import { logoPng, LOGO_SVG } from "./logo.js";
import { writeAtomically } from "../write-atomically.js";

/** What front ends call the kernel. */
export const DISPLAY_NAME = "0DTE Lab (TypeScript)";

/** The environment variable by which, with the value 1, the kernel adds a still image to each figure. */
export const STILLS = "ZERODTE_STILLS";

/** What Jupyter reads in `kernel.json`. */
interface KernelJson {
  argv: string[];
  /** Added to the kernel's environment. */
  env?: Record<string, string>;
  display_name: string;
  language: string;
  interrupt_mode: "signal";
  metadata: { zerodte?: { version: string } };
}

/** A kernel of ours that Jupyter knows. */
export interface InstalledKernel {
  name: string;
  /** Its kernelspec's folder. */
  folder: string;
  /** Of the package that wrote it. */
  version: string;
  /** What it would start and is not there any more: Node or the package. */
  missing: string[];
}

/**
 * The folder of Jupyter's data of this user, or of an installation with `prefix`, as a virtual environment is one.
 */
export function jupyterData(prefix?: string, env: NodeJS.ProcessEnv = process.env): string {
  if (prefix !== undefined) return join(prefix, "share", "jupyter");
  if (env.JUPYTER_DATA_DIR) return env.JUPYTER_DATA_DIR;
  const home = env.HOME ?? homedir();
  if (process.platform === "darwin") return join(home, "Library", "Jupyter");
  if (process.platform === "win32") return join(env.APPDATA ?? home, "jupyter");
  return join(env.XDG_DATA_HOME || join(home, ".local", "share"), "jupyter");
}

/** Where Jupyter looks for kernels without being told more. */
export function jupyterPath(env: NodeJS.ProcessEnv = process.env): string[] {
  const told = (env.JUPYTER_PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const environment = [env.VIRTUAL_ENV, env.CONDA_PREFIX].filter((prefix) => prefix !== undefined);
  return [...told, jupyterData(undefined, env), ...[...environment, "/usr/local", "/usr"].map((p) => jupyterData(p))];
}

/**
 * Tells Jupyter of the kernel: writes `kernels/NAME/kernel.json` with absolute paths and the logo. No Python is needed.
 * One of ours that is there already is replaced.
 *
 * @param options.stills Whether figures get a still image, as long as Chromium is there. Default false: a cell with figures
 *   then ends some seconds earlier.
 * @returns The kernelspec's folder.
 * @throws Error if the name is none, or there is another kernel of that name.
 */
export function installKernelspec(
  data: string,
  name: string,
  version: string,
  { stills = false }: { stills?: boolean } = {},
): string {
  const folder = kernelFolder(data, name);
  if (existsSync(folder) && !readOurs(folder, name))
    throw new Error(`${folder} is another kernel; choose another name with --name`);
  const spec: KernelJson = {
    argv: [process.execPath, LAB_KERNEL, "{connection_file}"],
    ...(stills ? { env: { [STILLS]: "1" } } : {}),
    display_name: DISPLAY_NAME,
    language: "typescript",
    interrupt_mode: "signal",
    metadata: { zerodte: { version } },
  };
  mkdirSync(folder, { recursive: true });
  writeAtomically(join(folder, "logo-svg.svg"), LOGO_SVG);
  for (const size of [32, 64]) writeAtomically(join(folder, `logo-${size}x${size}.png`), logoPng(size));
  writeAtomically(join(folder, "kernel.json"), `${JSON.stringify(spec, null, 2)}\n`);
  return folder;
}

/**
 * Takes a kernel of ours away again.
 *
 * @returns The folder that was deleted.
 * @throws Error if there is none of that name, or it is not ours.
 */
export function removeKernelspec(data: string, name: string): string {
  const folder = kernelFolder(data, name);
  if (!existsSync(folder)) throw new Error(`there is no kernel ${name} in ${join(data, "kernels")}`);
  if (!readOurs(folder, name)) throw new Error(`${folder} is another kernel and stays`);
  rmSync(folder, { recursive: true });
  return folder;
}

/** The kernels of ours below these folders of Jupyter's, in their order, names sorted. */
export function listKernelspecs(path: readonly string[]): InstalledKernel[] {
  return [...new Set(path)].flatMap((data) => {
    const kernels = join(data, "kernels");
    if (!existsSync(kernels)) return [];
    const names = readdirSync(kernels).sort();
    return names.flatMap((name) => readOurs(join(kernels, name), name) ?? []);
  });
}

function kernelFolder(data: string, name: string): string {
  // Jupyter's rule; names are compared without case.
  if (!/^[a-z0-9._-]+$/i.test(name) || /^\.+$/.test(name))
    throw new Error(`a kernel cannot be called ${JSON.stringify(name)}: use letters, digits, ".", "_" and "-"`);
  return join(data, "kernels", name.toLowerCase());
}

function readOurs(folder: string, name: string): InstalledKernel | undefined {
  try {
    const { argv, metadata } = JSON.parse(readFileSync(join(folder, "kernel.json"), "utf8")) as KernelJson;
    if (!metadata.zerodte) return undefined;
    const missing = argv.slice(0, 2).filter((file) => !existsSync(file));
    return { name, folder, version: metadata.zerodte.version, missing };
  } catch {
    return undefined;
  }
}
