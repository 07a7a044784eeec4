import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { interop } from "./interop.js";

/** A running server of Jupyter's classic notebook. */
export interface ClassicServer {
  /** Ends with a slash. */
  url: string;
  /** Ends it and its kernels. */
  close(): Promise<void>;
}

/**
 * Starts Jupyter's classic notebook server on this machine's own address, for the notebooks of `folder`. It knows the
 * kernels in a folder of Jupyter's data and nothing of this user, and asks nobody for a token.
 *
 * @throws Error with what it printed, if it ends instead.
 */
export async function startClassicServer(folder: string, data: string): Promise<ClassicServer> {
  const home = (name: string): string => join(folder, ".home", name);
  const args = ["--no-browser", "--ip=127.0.0.1", `--port=${await freePort()}`, "--NotebookApp.token="];
  if (process.getuid?.() === 0) args.push("--allow-root");
  const server = spawn(interop.notebook ?? "", args, {
    cwd: folder,
    env: {
      ...process.env,
      HOME: home(""),
      JUPYTER_PATH: data,
      JUPYTER_DATA_DIR: home("data"),
      JUPYTER_CONFIG_DIR: home("config"),
      JUPYTER_RUNTIME_DIR: home("runtime"),
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const kill = (): void => void server.kill("SIGKILL");
  process.once("exit", kill);
  const closed = once(server, "close").finally(() => process.off("exit", kill));
  let said = "";
  const url = await new Promise<string>((resolve, reject) => {
    server.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      // It takes another port if that one has been taken meanwhile.
      const found = /(http:\/\/127\.0\.0\.1:\d+\/)\n/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    closed.then(
      () => reject(new Error(`the notebook server ended:\n${said}`)),
      () => reject(new Error(`${interop.notebook} cannot be started`)),
    );
  });
  return {
    url,
    close: async () => {
      server.kill("SIGTERM");
      await closed;
    },
  };
}

/** A port that was free a moment ago. The server tells of no port that it has chosen itself. */
async function freePort(): Promise<number> {
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, "close");
  return port;
}
