import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { TapeError } from "../api/errors.js";
import type { EngineOptions } from "./engine-options.js";
import type { ReadTapeOptions } from "./read-tape.js";
import type { ReplayedTape } from "./replay-tape.js";
import type { WorkerAnswer, WorkerTask } from "./replay-worker.js";

/** Threads without work. They are kept, since a new one takes a second until it is fast; none keeps the process alive. */
const idle: Worker[] = [];

/**
 * Reads and replays tape folders on so many threads, one folder at a time each, the largest first. What the threads made is
 * handed over, not copied.
 *
 * @returns in the order of the folders
 * @throws TapeError as `readTape` does, of the first folder that fails; the others are given up then.
 */
export async function replayInThreads(
  folders: readonly string[],
  options: ReadTapeOptions & EngineOptions,
  threads: number,
): Promise<ReplayedTape[]> {
  const sizes = folders.map(bytesIn);
  const waiting = folders.map((_, i) => i).sort((a, b) => sizes[a] - sizes[b]);
  const replayed = new Array<ReplayedTape>(folders.length);
  await Promise.all(
    Array.from({ length: Math.min(threads, folders.length) }, async () => {
      const worker = idle.pop() ?? new Worker(join(__dirname, "replay-worker.js"));
      worker.ref();
      try {
        for (let i = waiting.pop(); i !== undefined; i = waiting.pop())
          replayed[i] = await replayIn(worker, { folder: folders[i], options });
      } catch (error) {
        waiting.length = 0;
        // After a tape that it refused a thread is as good as before; after anything else it may be dying.
        if (error instanceof TapeError) rest(worker);
        else await worker.terminate();
        throw error;
      }
      rest(worker);
    }),
  );
  return replayed;
}

function rest(worker: Worker): void {
  worker.unref();
  idle.push(worker);
}

/** One folder in a thread; fails when the thread does. */
function replayIn(worker: Worker, task: WorkerTask): Promise<ReplayedTape> {
  return new Promise((resolve, reject) => {
    const ended = (code: number): void =>
      settle(() => reject(new Error(`the thread of ${task.folder} ended: ${code}`)));
    const settle = (action: () => void): void => {
      worker.off("message", answered).off("error", failed).off("exit", ended);
      action();
    };
    const failed = (error: Error): void => settle(() => reject(error));
    const answered = (answer: WorkerAnswer): void =>
      settle(() => {
        if ("replayed" in answer) resolve(answer.replayed);
        else if ("tapeError" in answer) {
          // The message has the counts already.
          const { message, rejected } = answer.tapeError;
          reject(Object.assign(new TapeError(message), { rejected }));
        } else reject(answer.error);
      });
    worker.once("message", answered).once("error", failed).once("exit", ended);
    worker.postMessage(task);
  });
}

/** Bytes of the files in a folder: what reading and replaying it costs, nearly. */
function bytesIn(folder: string): number {
  return readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
}
