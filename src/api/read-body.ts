import type { Response } from "undici";

/** The text of a body, as far as it was read. */
export interface ReadBody {
  readonly text: string;
  /** Whether that is all of it. */
  readonly whole: boolean;
}

/**
 * The body of an answer as text, up to a limit: a few hundred kilobytes of gzip can unpack to more than there is memory.
 * Behind the limit nothing is read, and the connection is closed.
 *
 * @param most bytes, once unpacked
 */
export async function readBody({ body }: Response, most: number): Promise<ReadBody> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  // Leaving the loop cancels what is still to come.
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > most) return { text, whole: false };
    text += decoder.decode(chunk, { stream: true });
  }
  return { text: text + decoder.decode(), whole: true };
}
