import { describe, expect, test } from "vitest";
import type { BoardMetric } from "../../src/api/types.js";
import { boardValue, HEAT_FLOOR } from "../../src/engine/board-values.js";
import type { Exposures } from "../../src/engine/exposures.js";
import type { Marks } from "../../src/engine/marks.js";
import type { SessionGrids } from "../../src/engine/session-grids.js";
import { MINUTE } from "../../src/session.js";
import { tinyTape } from "./tiny-tape.js";

/** Two strikes and four bars whose layers are typed by hand. */
function grids(layers: Partial<Record<keyof Exposures, number[]>> = {}, gaps: [number, number][] = []): SessionGrids {
  const tape = tinyTape({ strikes: [100, 101], gaps });
  const layer = (name: keyof Exposures): Float64Array =>
    Float64Array.from(layers[name] ?? new Array<number>(8).fill(0));
  const cells = (value: number): Float64Array => new Float64Array(8).fill(value);
  return {
    tape,
    bars: 4,
    times: Float64Array.from([0, 1, 2, 3], (bar) => tape.session.open + bar * MINUTE),
    marks: { spot: new Float64Array(4).fill(100), volatility: cells(0.2) } as unknown as Marks,
    aggressors: { side: new Int8Array(0), rule: new Uint8Array(0) },
    openInterest: cells(1),
    exposures: Object.fromEntries(
      (["gex", "chex", "oi", "signed_delta_dollars", "call_flow", "put_flow"] as const).map((name) => [
        name,
        layer(name),
      ]),
    ) as unknown as Exposures,
    firstSeen: Float64Array.of(-Infinity, -Infinity),
  };
}

/** The value when `seconds` of the session are over. */
function valueAt(from: SessionGrids, seconds: number, metric: BoardMetric): number {
  return boardValue(from, from.tape.session.open + seconds * 1000, metric);
}

describe("heat", () => {
  // strike 100, then strike 101, by bar
  const gex = [40, 40, 40, 3, -10, -20, 60, -2];
  const signed_delta_dollars = [10, -30, 5, NaN, 0, 0, 5, 0];

  test("is the flow since the open over net GEX, both as magnitudes", () => {
    const from = grids({ gex, signed_delta_dollars });
    expect(valueAt(from, 60, "heat")).toBe(10 / 30);
    expect(valueAt(from, 120, "heat")).toBe(20 / 20);
    expect(valueAt(from, 180, "heat")).toBe(10 / 100);
  });

  test("divides by a twentieth of the largest gross GEX so far at least", () => {
    expect(HEAT_FLOOR).toBe(0.05);
    // Net 1, gross up to 100: the floor is 5. Heat is of the flow that is known: one cell of eight is not.
    expect(valueAt(grids({ gex, signed_delta_dollars }), 240, "heat")).toBe(10 / 5);
  });

  test("is unknown while all that was traded is, though what was not traded is 0, and 0 without any trade", () => {
    const early = grids({ gex, signed_delta_dollars: [NaN, 0, 7, 0, 0, NaN, 0, 0] });
    expect([60, 120, 180].map((seconds) => valueAt(early, seconds, "heat"))).toEqual([NaN, NaN, 7 / 100]);
    expect(valueAt(grids({ gex }), 60, "heat")).toBe(0);
  });

  test("is unknown without any exposure, and where all of it is unknown", () => {
    expect(valueAt(grids(), 60, "heat")).toBeNaN();
    expect(valueAt(grids({ gex: new Array<number>(8).fill(NaN), signed_delta_dollars }), 60, "heat")).toBeNaN();
  });
});

test("abs_flow adds the legs of the last bar, and opposing ones do not cancel", () => {
  const from = grids({ call_flow: [0, 100, 0, 0, 0, -30, 0, 0], put_flow: [0, -50, 0, 0, 0, -20, 0, 0] });
  expect(valueAt(from, 120, "abs_flow")).toBe(70 + 70);
  expect(valueAt(from, 180, "abs_flow")).toBe(0);
});

test("abs_flow is unknown when all of a leg is, and of the rest of a leg otherwise", () => {
  const put_flow = [-50, -50, -50, -50, 0, 0, 0, 0];
  const from = grids({ call_flow: [NaN, NaN, 5, 0, 0, NaN, NaN, 0], put_flow });
  expect([60, 120, 180, 240].map((seconds) => valueAt(from, seconds, "abs_flow"))).toEqual([NaN, NaN, 55, 50]);
});

test("charm_intensity is the magnitude of the sum over strikes, known ones only", () => {
  const from = grids({ chex: [5, NaN, NaN, 0, -9, -9, NaN, 0] });
  expect([60, 120, 180, 240].map((seconds) => valueAt(from, seconds, "charm_intensity"))).toEqual([4, 9, NaN, 0]);
});

test("pin_risk is the pin score of the last bar", () => {
  const from = grids({ gex: [0, 0, 0, 10, 0, 0, 0, 0], oi: [0, 0, 0, 50, 0, 0, 0, 50] });
  // One magnet at the spot with all gamma: 20 + 25. Two strikes hold all open interest: 30. The last mark is half a
  // minute before the close of four: 25 x 3.5 / 4.
  expect(valueAt(from, 240, "pin_risk")).toBe(Math.round(30 + 25 + (25 * 3.5) / 4 + 20));
  expect(valueAt(from, 180, "pin_risk")).toBeNaN();
});

describe("every metric", () => {
  const metrics = ["heat", "pin_risk", "abs_flow", "charm_intensity"] as const;
  const chex = [1, 2, 3, 4, 0, 0, 0, 0];

  test("is unknown before the first bar is complete", () => {
    for (const metric of metrics) {
      expect(valueAt(grids({ chex }), -100, metric)).toBeNaN();
      expect(valueAt(grids({ chex }), 59.999, metric)).toBeNaN();
    }
  });

  test("is that of the last bar after the close", () => {
    expect(valueAt(grids({ chex }), 99_999, "charm_intensity")).toBe(4);
  });

  test("is unknown in a gap, and does not count it afterwards", () => {
    const from = grids({ chex, signed_delta_dollars: [1, 10, 100, 1000, 0, 0, 0, 0], gex: [1, 1, 1, 1, 0, 0, 0, 0] }, [
      [119, 121],
    ]);
    for (const metric of metrics) expect([120, 180].map((now) => valueAt(from, now, metric))).toEqual([NaN, NaN]);
    expect(valueAt(from, 240, "charm_intensity")).toBe(4);
    expect(valueAt(from, 240, "heat")).toBe(1001);
  });
});
