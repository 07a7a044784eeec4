import { expect, test } from "vitest";
import { fieldInWords, isSigned } from "../../src/figures/words.js";
import { StrikeGrid } from "../../src/grid/strike-grid.js";
import { heatmap } from "../grid/sample.js";

const oi = StrikeGrid.from(heatmap("oi", "raw"));

test("open interest has no sign, nor has its mean; its changes have one, and what is made of them", () => {
  expect([oi, oi.rolling(2, "mean"), oi.resample("2m")].map(isSigned)).toEqual([false, false, false]);
  const change = oi.diff();
  expect([change, change.cumulate(), change.rolling(2, "sum")].map(isSigned)).toEqual([true, true, true]);
});

test("a window is named by its length", () => {
  expect(fieldInWords(oi.rolling(15, "mean"))).toBe("effective open interest 15m mean");
  expect(fieldInWords(oi.diff().rolling(15, "sum"))).toBe("effective open interest change 15m sum");
});
