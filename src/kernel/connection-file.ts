import { readFileSync } from "node:fs";

/** What Jupyter tells a kernel in a connection file. */
export interface ConnectionFile {
  transport: "tcp" | "ipc";
  ip: string;
  /** Signs all messages. */
  key: string;
  shell_port: number;
  iopub_port: number;
  stdin_port: number;
  control_port: number;
  hb_port: number;
}

const PORTS = ["shell_port", "iopub_port", "stdin_port", "control_port", "hb_port"] as const;

/**
 * Reads a connection file.
 *
 * @throws Error that names the file and what is wrong with it, and nothing that stands in it, for it holds a key.
 */
export function readConnectionFile(path: string): ConnectionFile {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`the connection file ${path} cannot be read (${code})`, { cause: error });
  }
  let file: Partial<ConnectionFile> & { signature_scheme?: string };
  try {
    file = JSON.parse(text) as typeof file;
  } catch {
    // What JSON.parse says quotes the file.
    throw new Error(`the connection file ${path} is not JSON`);
  }
  const { transport, ip, key, signature_scheme = "hmac-sha256" } = file ?? {};
  const missing = [
    ...(transport === "tcp" || transport === "ipc" ? [] : ["transport (tcp or ipc)"]),
    ...(typeof ip === "string" ? [] : ["ip"]),
    ...(typeof key === "string" ? [] : ["key"]),
    ...PORTS.filter((name) => !Number.isInteger(file?.[name])),
    ...(signature_scheme === "hmac-sha256" ? [] : ["signature_scheme hmac-sha256"]),
  ];
  if (missing.length > 0) throw new Error(`the connection file ${path} lacks ${missing.join(", ")}`);
  return file as ConnectionFile;
}
