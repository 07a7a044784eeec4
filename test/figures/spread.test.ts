import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { spread } from "../../src/figures/spread.js";

describe("spread", () => {
  it("leaves labels where they are wanted while there is room, and moves neighbours apart alike", () => {
    expect(spread([10, 50, 90], 10, [0, 100])).toEqual([10, 50, 90]);
    expect(spread([50, 50], 10, [0, 100])).toEqual([45, 55]);
    expect(spread([52, 48, 80], 10, [0, 100])).toEqual([55, 45, 80]);
    expect(spread([0, NaN, 100], 10, [5, 95])).toEqual([5, NaN, 95]);
  });

  it("gives each label the height it has, and keeps all of it inside", () => {
    expect(spread([50, 50], [10, 30], [0, 100])).toEqual([40, 60]);
    expect(spread([0, 100], [10, 30], [0, 100])).toEqual([5, 85]);
    expect(spread([10, 50], [10, 30], [0, 100])).toEqual([10, 50]);
  });

  it("keeps the gap, the order and the bounds wherever there is room for all", () => {
    const wanted = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(wanted, (list) => {
        const places = spread(list, 10, [0, 100]);
        const order = [...list.keys()].sort((a, b) => list[a] - list[b]);
        order.slice(1).forEach((i, k) => expect(places[i] - places[order[k]]).toBeGreaterThan(10 - 1e-9));
        expect(Math.min(...places)).toBeGreaterThan(-1e-9);
        expect(Math.max(...places)).toBeLessThan(100 + 1e-9);
      }),
    );
  });
});
