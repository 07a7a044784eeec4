import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { amount, amountWithUnit, dollars, percent, price, scaleOf } from "../../src/figures/units.js";

describe("dollars", () => {
  it.each([
    [1_239_600, "+$1.24 M"],
    [-950_000, "\u2212$950 k"],
    [999_949, "+$1.00 M"],
    [999_400, "+$999 k"],
    [2.5e9, "+$2.50 bn"],
    [-1.234e12, "\u2212$1.23 tn"],
    [1.2345e15, "+$1,230 tn"],
    [1000, "+$1.00 k"],
    [12.345, "+$12.3"],
    [0.5, "+$0.50"],
    [0.004, "$0"],
    [-0.004, "$0"],
    [0, "$0"],
    [-0, "$0"],
    [NaN, "n/a"],
    [Infinity, "n/a"],
  ])("%d is %s", (value, text) => {
    expect(dollars(value)).toBe(text);
  });

  it("leave out the plus, and never the minus, where a quantity has no sign", () => {
    expect([2e6, -2e6].map((value) => dollars(value, { signed: false }))).toEqual(["$2.00 M", "\u2212$2.00 M"]);
  });

  it("lose their last zeros on ticks, and no other", () => {
    const ticks = [1.5e9, 2e9, 1.05e6, 100e6, 10e3, 0];
    expect(ticks.map((value) => dollars(value, { trim: true }))).toEqual([
      "+$1.5 bn",
      "+$2 bn",
      "+$1.05 M",
      "+$100 M",
      "+$10 k",
      "$0",
    ]);
  });

  it("are within half of the third digit of the value, with its sign", () => {
    const sizes = { k: 1e3, M: 1e6, bn: 1e9, tn: 1e12 };
    fc.assert(
      fc.property(fc.double({ min: 1, max: 9e14, noNaN: true }), fc.boolean(), (size, negative) => {
        const text = dollars(negative ? -size : size);
        const [, sign, number, suffix] = /^([+\u2212])\$([\d,.]+)(?: (k|M|bn|tn))?$/.exec(text)!;
        const back = Number(number.replaceAll(",", "")) * (sizes[suffix as keyof typeof sizes] ?? 1);
        expect(sign).toBe(negative ? "\u2212" : "+");
        expect(Math.abs(back / size - 1)).toBeLessThanOrEqual(0.005000001);
      }),
    );
  });
});

describe("amount", () => {
  it.each([
    [1240, "+1,240"],
    [-3, "\u22123"],
    [12.4, "+12.4"],
    [99_999, "+99,999"],
    [123_456, "+123 k"],
    [1.5e6, "+1.5 M"],
    [0, "0"],
    [NaN, "n/a"],
  ])("writes %d contracts as %s", (value, text) => {
    expect(amount(value, "contracts")).toBe(text);
  });

  it("says with its unit what the dollars are per", () => {
    const units = ["USD", "USD per 1 % move", "USD per vol point", "USD per hour", "contracts"];
    expect(units.map((unit) => amountWithUnit(-2500, unit))).toEqual([
      "\u2212$2.50 k",
      "\u2212$2.50 k per 1 % move",
      "\u2212$2.50 k per vol point",
      "\u2212$2.50 k per hour",
      "\u22122,500 contracts",
    ]);
  });
});

describe("the other forms", () => {
  it("write a price to the cent", () => {
    expect([5912.25, 502.5, 1_234_567, NaN].map(price)).toEqual(["5,912.25", "502.50", "1,234,567.00", "n/a"]);
  });

  it("write a part as percent, without a 0 or 100 which is not true", () => {
    expect([0, 0.001, 0.234, 0.995, 1, NaN].map(percent)).toEqual(["0 %", "<1 %", "23 %", ">99 %", "100 %", "n/a"]);
  });

  it("take the scale a magnitude is written in; contracts stay whole up to a hundred thousand", () => {
    expect([scaleOf(1.3e9), scaleOf(20), scaleOf(19_000, "contracts"), scaleOf(2e5, "contracts")]).toEqual([
      { size: 1e9, suffix: " bn" },
      { size: 1, suffix: "" },
      { size: 1, suffix: "" },
      { size: 1e3, suffix: " k" },
    ]);
  });
});
