import { parentPort } from "node:worker_threads";
import { TapeError } from "../api/errors.js";
import type { EngineOptions } from "./engine-options.js";
import type { ReadTapeOptions } from "./read-tape.js";
import { replayTape, type ReplayedTape } from "./replay-tape.js";

/** What a worker is asked for. */
export interface WorkerTask {
  folder: string;
  options: ReadTapeOptions & EngineOptions;
}

/** What a worker sends for a folder. A TapeError would arrive as a plain Error, so its parts are sent and put together. */
export type WorkerAnswer =
  | { replayed: ReplayedTape }
  | { tapeError: { message: string; rejected: Readonly<Record<string, number>> } }
  | { error: Error };

/* The end of replay-threads.ts that runs in a thread: replays one folder for each message. */
parentPort?.on("message", (task: WorkerTask) => void answer(task));

async function answer({ folder, options }: WorkerTask): Promise<void> {
  const send = (answer: WorkerAnswer, transfer: ArrayBuffer[] = []): void => parentPort?.postMessage(answer, transfer);
  try {
    const replayed = await replayTape(folder, options);
    // Handed over and not copied: they are of no use here any more.
    send({ replayed }, [...buffersOf(replayed)]);
  } catch (error) {
    if (error instanceof TapeError) send({ tapeError: { message: error.message, rejected: error.rejected } });
    else send({ error: error as Error });
  }
}

function buffersOf(value: unknown, found: Set<ArrayBuffer> = new Set()): Set<ArrayBuffer> {
  if (ArrayBuffer.isView(value)) found.add(value.buffer as ArrayBuffer);
  else if (typeof value === "object" && value !== null) for (const part of Object.values(value)) buffersOf(part, found);
  return found;
}
