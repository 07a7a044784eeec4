import { expect, test } from "vitest";
import { distancePct, strikeValues } from "../../src/analytics/strike-values.js";
import { gridOf } from "../grid/sample.js";

const rows = [
  [1, 2, NaN],
  [NaN, NaN, NaN],
  [NaN, -3, 5],
];

test("a stretch of increments is their sum over the known bars", () => {
  expect(strikeValues(gridOf("increment", rows, { spot: [501, 502, NaN] }))).toEqual({
    strikes: Float64Array.of(500, 505, 510),
    values: Float64Array.of(3, NaN, 2),
    spot: 502,
  });
});

test("a stretch of levels is the last known one", () => {
  expect(strikeValues(gridOf("level", rows)).values).toEqual(Float64Array.of(2, NaN, 5));
});

test("one bar is itself, no bar is unknown, no strike is nothing", () => {
  const grid = gridOf("increment", rows);
  expect(strikeValues(grid.bar(1)).values).toEqual(Float64Array.of(2, NaN, -3));
  expect(strikeValues(grid.between("09:30", "10:00")).values).toEqual(Float64Array.of(NaN, NaN, NaN));
  expect(strikeValues(grid.between("09:30", "10:00")).spot).toBeNaN();
  expect(strikeValues(grid.near(0.0001)).values).toEqual(new Float64Array(0));
});

test("the distance is in percent of the spot, + above", () => {
  expect([distancePct(505, 500), distancePct(480, 500), distancePct(500, 500), distancePct(500, NaN)]).toEqual([
    expect.closeTo(1, 12) as number,
    expect.closeTo(-4, 12) as number,
    0,
    NaN,
  ]);
});
