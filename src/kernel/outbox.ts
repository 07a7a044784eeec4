/** What sends on a socket, as zeromq's sockets do: one message at a time. */
interface Sender {
  send(frames: (string | Buffer)[]): Promise<void>;
}

/** A socket that takes any number of messages at once. */
export interface Outbox {
  /** Sends a message after all before it: at once if it can, so that a loop that never pauses is heard too. */
  send(frames: (string | Buffer)[]): void;
  /** Resolves when all is sent. */
  sent(): Promise<void>;
}

/**
 * Puts a line of waiting messages before a socket, which refuses a message while it is busy with another: it is after a
 * thousand or so that follow each other without a pause, as from a loop that prints.
 */
export function outbox(socket: Sender): Outbox {
  const waiting: (string | Buffer)[][] = [];
  let draining: Promise<void> = Promise.resolve();
  /** Whether the socket took it. */
  const offer = (frames: (string | Buffer)[]): boolean => {
    try {
      // A socket that is closed while it sends has nobody left to tell.
      socket.send(frames).catch(() => {});
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EBUSY") throw error;
      return false;
    }
  };
  async function drain(): Promise<void> {
    for (let next = waiting[0]; next; next = waiting[0]) {
      if (offer(next)) waiting.shift();
      else await new Promise(setImmediate);
    }
  }
  return {
    send: (frames) => {
      if (waiting.length === 0 && offer(frames)) return;
      waiting.push(frames);
      if (waiting.length === 1) draining = drain();
    },
    sent: () => draining,
  };
}
