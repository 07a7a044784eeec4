import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

/** The files of a small, right tape folder of half a day: two strikes, four trades. */
export const FILES = {
  "session.json": '{"symbol": "GOOG", "date": "2015-12-24", "origin": "typed by hand"}',
  "trades.csv": `time,strike,right,price,size
2015-12-24T09:30:05-05:00,747.5,C,2.5,3
2015-12-24T14:31:00.5Z,750,P,3.05,10
1450967520000,750,put,3,1
2015-12-24T13:00:00-05:00,747.5,call,0.95,2
`,
  "quotes.csv": `time,strike,right,bid,ask
2015-12-24T09:29:00-05:00,747.5,C,2.4,2.6
2015-12-24T09:30:00-05:00,750,P,3,3.1
2015-12-24T09:31:00-05:00,747.5,P,,0.05
2015-12-24T09:32:00-05:00,750,P,,
`,
  "open_interest.csv": `strike,right,open_interest
747.5,C,120
750,P,0
750,C,7
`,
  "underlying.csv": `time,price
2015-12-24T09:29:30-05:00,749.1
2015-12-24T09:30:30-05:00,748.54
`,
};

export type TapeFiles = Partial<Record<string, string | Uint8Array | null>>;

const made: string[] = [];
afterAll(async () => {
  for (const folder of made) await rm(folder, { recursive: true, force: true });
});

/** A fresh folder in the system's temporary one; it is removed after the tests of the file. */
export async function temporaryFolder(name = "tape"): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), "zerodte-tape-"));
  made.push(parent);
  const folder = join(parent, name);
  await mkdir(folder);
  return folder;
}

/** Writes {@link FILES} with some of them changed, added, or (null) left out, and gives the folder. */
export async function tapeFolder(changed: TapeFiles = {}, name?: string): Promise<string> {
  const folder = await temporaryFolder(name);
  for (const [file, content] of Object.entries({ ...FILES, ...changed } as TapeFiles))
    if (content !== null && content !== undefined) await writeFile(join(folder, file), content);
  return folder;
}
