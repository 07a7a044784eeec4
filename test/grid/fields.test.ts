import { expect, test } from "vitest";
import { HEATMAP_METRICS, STRIKE_FLOW_FIELDS } from "../../src/api/words.js";
import { FIELDS } from "../../src/grid/fields.js";
import { StrikeGrid } from "../../src/grid/strike-grid.js";
import { strikeFlow } from "./sample.js";

test("every word of the wire has a unit, and no other word has", () => {
  const units = Object.fromEntries(Object.entries(FIELDS).map(([field, { unit }]) => [field, unit]));
  expect(units).toEqual({
    gex: "USD per 1 % move",
    dex: "USD",
    vex: "USD per vol point",
    chex: "USD per hour",
    oi: "contracts",
    signed_flow: "USD",
    signed_delta_dollars: "USD",
    signed_gamma_dollars: "USD per 1 % move",
    contracts: "contracts",
  });
  expect(Object.keys(FIELDS)).toEqual([...HEATMAP_METRICS, ...STRIKE_FLOW_FIELDS]);
});

test("every array of strike-flow makes a grid with its unit", () => {
  for (const field of STRIKE_FLOW_FIELDS) expect(StrikeGrid.from(strikeFlow(), field).unit).toBe(FIELDS[field].unit);
});
