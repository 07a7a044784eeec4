/**
 * Calls `end` when this process exits or is ended by SIGINT, SIGTERM or SIGHUP, until the function it returns is called.
 * `end` must be synchronous. Without another listener the signal still ends the process afterwards.
 */
export function dieTogether(end: () => void): () => void {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const onSignal = (signal: NodeJS.Signals): void => {
    forget();
    end();
    // Whoever else listens decides what the signal means; if nobody does, it means what it always means.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  const forget = (): void => {
    process.off("exit", end);
    for (const signal of signals) process.off(signal, onSignal);
  };
  process.once("exit", end);
  for (const signal of signals) process.on(signal, onSignal);
  return forget;
}
