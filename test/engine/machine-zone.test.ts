import { expect, test } from "vitest";
import { readTape } from "../../src/engine/read-tape.js";
import { tapeFolder } from "./tape-folder.js";

// Set before DuckDB is loaded, which is when it takes the machine's zone: hence a file, and so a process, of its own.
process.env.TZ = "America/New_York";

const read = async (time: string): Promise<number> => {
  const { trades } = await readTape(
    await tapeFolder({ "trades.csv": `time,strike,right,price,size\n${time},750,C,1,1\n` }),
  );
  return trades.time[0];
};

test("times do not depend on the zone of the machine: those with one are read, those without are refused", async () => {
  expect(new Date(2015, 11, 24, 10).getTime()).toBe(Date.parse("2015-12-24T15:00:00Z"));
  for (const time of ["2015-12-24T15:00:00Z", "2015-12-24 10:00:00-05", "2015-12-24 16:00:00+01:00", "1450969200000"])
    expect(await read(time), time).toBe(1450969200000);
  for (const time of ["2015/12/24 10:00:00", "2015\\12\\24 10:00:00", "2015 12 24 10:00:00", "2015-12-24 10:00:00"])
    await expect(read(time), time).rejects.toThrow(`time "${time}" has no zone`);
});
