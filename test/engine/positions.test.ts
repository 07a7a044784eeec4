import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { conventionsOf, EFFECTIVE_OI_WEIGHT, type EngineOptions } from "../../src/engine/engine-options.js";
import { positionsAt } from "../../src/engine/positions.js";

/** Open contracts and the dealers' side, of a call and a put each. */
function positions(
  settled: number[],
  net: number[],
  options: EngineOptions = {},
): { open: number[]; dealers: number[] } {
  const out = { open: new Float64Array(settled.length), dealers: new Float64Array(settled.length) };
  positionsAt(out, Float64Array.from(settled), Int32Array.from(net), 0, conventionsOf(options));
  return { open: [...out.open], dealers: [...out.dealers] };
}

describe("effective open interest", () => {
  test("is the settled one plus the published weight times the net contracts since the open", () => {
    expect(EFFECTIVE_OI_WEIGHT).toBe(0.43);
    expect(positions([1000, 500], [100, -100])).toEqual({ open: [1043, 457], dealers: [1043, -457] });
  });

  test("never falls below zero, contract by contract", () => {
    expect(positions([10, 500], [-100, -100]).open).toEqual([0, 457]);
    expect(positions([10, 5], [-100, 7], { effectiveOiWeight: 1 })).toEqual({ open: [0, 12], dealers: [0, -12] });
  });

  test("with a weight of 0 is what was settled", () => {
    const flow = [12, -3];
    expect(positions([7, 9], flow, { effectiveOiWeight: 0 })).toEqual(
      positions([7, 9], flow, { positions: "settled" }),
    );
  });
});

test("settled positions know of no flow, and an inventory of nothing else", () => {
  expect(positions([7, 9], [12, -3], { positions: "settled" })).toEqual({ open: [7, 9], dealers: [7, -9] });
  expect(positions([7, 9], [12, -3], { positions: "inventory" })).toEqual({ open: [12, 3], dealers: [12, -3] });
});

describe("dealers against their customers", () => {
  test("are short what customers bought and long what they sold, and nowhere without flow", () => {
    expect(positions([100, 100], [10, -10], { dealers: "against_customers", positions: "settled" }).dealers).toEqual([
      -100, 100,
    ]);
    expect(positions([100, 100], [0, 0], { dealers: "against_customers" }).dealers).toEqual([0, 0]);
  });

  test("with an inventory hold the other side of the classified flow, contract by contract", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 2, maxLength: 20 }), (net) => {
        const { dealers } = positions(
          net.map(() => 50),
          net,
          { dealers: "against_customers", positions: "inventory" },
        );
        expect(dealers).toEqual(net.map((contracts) => 0 - contracts));
      }),
    );
  });
});

test("of no contracts are none", () => {
  expect(positions([], [])).toEqual({ open: [], dealers: [] });
});

describe("conventions", () => {
  test("say in words what they are", () => {
    expect(conventionsOf().text).toBe(
      "effective open interest, weight 0.43; dealers long calls, short puts; sides by quote, then tick; left out cancelled, late",
    );
    expect(
      conventionsOf({ positions: "inventory", dealers: "against_customers", rules: "tick", leaveOut: [] }).text,
    ).toBe(
      "net contracts traded since the open; dealers against the customers' net flow; sides by tick; nothing left out",
    );
  });

  test.each([
    [{ positions: "guessed" as never }, /positions must be one of effective, settled, inventory, not "guessed"/],
    [{ dealers: "short" as never }, /dealers must be one of long_calls_short_puts, against_customers, not "short"/],
    [{ effectiveOiWeight: -1 }, /effectiveOiWeight must be a number of 0 or more, not -1/],
    [{ effectiveOiWeight: null as never }, /effectiveOiWeight must be a number of 0 or more, not null/],
    [{ rules: "stacked" as const }, /look at later trades/],
    [{ rules: ["quote", "reverse_tick"] as const }, /look at later trades/],
  ])("that are none are refused: %o", (options, message) => {
    expect(() => conventionsOf(options)).toThrow(message);
  });
});
