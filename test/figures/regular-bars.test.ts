import { expect, test } from "vitest";
import { regularBars } from "../../src/figures/regular-bars.js";

test("rows that leave bars out get an axis without holes", () => {
  const bars = regularBars([0, 60_000, 240_000]);
  expect({ ...bars, times: [...bars.times], rowOf: [...bars.rowOf] }).toEqual({
    times: [0, 60_000, 120_000, 180_000, 240_000],
    barMs: 60_000,
    rowOf: [0, 1, -1, -1, 2],
  });
});

test("one row is a bar of a minute, none is no bar, and a given length is kept", () => {
  expect(regularBars([0])).toMatchObject({ times: Float64Array.of(0), barMs: 60_000 });
  expect(regularBars([])).toMatchObject({ times: new Float64Array(), rowOf: new Int32Array() });
  expect([...regularBars([0, 60_000], 30_000).rowOf]).toEqual([0, -1, 1]);
});
