import { describe, expect, test } from "vitest";
import type { BoardMetric } from "../../src/api/types.js";
import { boardValue, HEAT_FLOOR } from "../../src/engine/board-values.js";
import { conventionsOf } from "../../src/engine/engine-options.js";
import { SAMPLES_PER_MINUTE } from "../../src/engine/sample-clock.js";
import { emptyTotals } from "../../src/engine/session-totals.js";
import { sessionView, type SessionView } from "../../src/engine/session-view.js";
import { tinyHistory } from "./tiny-history.js";

type Layer = "gex" | "chex" | "call_flow" | "put_flow";

/** Two strikes and four minutes whose sums are typed by hand, minute by minute; the second sample of a minute has them. */
function view(layers: Partial<Record<Layer | "gross_gex", number[]>> = {}, gaps: [number, number][] = []): SessionView {
  const history = tinyHistory({ strikes: [100, 101], gaps });
  const totals = emptyTotals();
  for (const name of ["gex", "gross_gex", "chex", "call_flow", "put_flow"] as const) {
    totals[name] = new Float64Array(8);
    (layers[name] ?? []).forEach((value, minute) => (totals[name][(minute + 1) * SAMPLES_PER_MINUTE - 1] = value));
  }
  totals.samples = history.samples;
  return { ...sessionView(history, conventionsOf()), totals };
}

/** The value when `seconds` of the session are over. */
function valueAt(from: SessionView, seconds: number, metric: BoardMetric): number {
  return boardValue(from, from.history.session.open + seconds * 1000, metric);
}

describe("heat", () => {
  const gex = [30, 20, 100, 1];
  const gross_gex = [50, 60, 100, 5];
  const call_flow = [10, -30, 10, NaN];

  test("is the flow since the open over net GEX, both as magnitudes", () => {
    const from = view({ gex, gross_gex, call_flow });
    expect(valueAt(from, 60, "heat")).toBe(10 / 30);
    expect(valueAt(from, 120, "heat")).toBe(20 / 20);
    expect(valueAt(from, 180, "heat")).toBe(10 / 100);
  });

  test("divides by a twentieth of the largest gross GEX so far at least", () => {
    expect(HEAT_FLOOR).toBe(0.05);
    // Net 1, gross up to 100: the floor is 5. Heat is of the flow that is known: the last minute's is not.
    expect(valueAt(view({ gex, gross_gex, call_flow }), 240, "heat")).toBe(10 / 5);
  });

  test("is unknown while all that was traded is, though what was not traded is 0, and 0 without any trade", () => {
    const early = view({ gex, gross_gex, call_flow: [NaN, 0, 7, 0] });
    expect([60, 120, 180].map((seconds) => valueAt(early, seconds, "heat"))).toEqual([NaN, NaN, 7 / 100]);
    expect(valueAt(view({ gex, gross_gex }), 60, "heat")).toBe(0);
  });

  test("is unknown without any exposure, and where all of it is unknown", () => {
    expect(valueAt(view(), 60, "heat")).toBeNaN();
    const unknown = [NaN, NaN, NaN, NaN];
    expect(valueAt(view({ gex: unknown, gross_gex: unknown, call_flow }), 60, "heat")).toBeNaN();
  });
});

test("abs_flow adds the legs of the last minute, and opposing ones do not cancel", () => {
  const from = view({ call_flow: [0, 70, 0, 0], put_flow: [0, -70, 0, 0] });
  expect(valueAt(from, 120, "abs_flow")).toBe(70 + 70);
  expect(valueAt(from, 180, "abs_flow")).toBe(0);
});

test("abs_flow is unknown when all of a leg is", () => {
  const from = view({ call_flow: [NaN, 5, 0], put_flow: [-50, -50, -50] });
  expect([60, 120, 180].map((seconds) => valueAt(from, seconds, "abs_flow"))).toEqual([NaN, 55, 50]);
});

test("charm_intensity is the magnitude of the sum over strikes", () => {
  const from = view({ chex: [-4, 9, NaN, 0] });
  expect([60, 120, 180, 240].map((seconds) => valueAt(from, seconds, "charm_intensity"))).toEqual([4, 9, NaN, 0]);
});

test("pin_risk is the pin score of the last minute", () => {
  // All open interest at one strike, at the spot: 30, 25 and 20. The last mark is half a minute before the close of four.
  const history = tinyHistory({
    strikes: [100],
    openInterest: { "100C": 50 },
    quotes: [
      [0, "100C", 0.19, 0.21],
      [0, "100P", 0.19, 0.21],
    ],
  });
  const from = sessionView(history, conventionsOf());
  expect(valueAt(from, 240, "pin_risk")).toBe(Math.round(30 + 25 + (25 * 3.5) / 4 + 20));
  expect(valueAt(view(), 180, "pin_risk")).toBeNaN();
});

describe("every metric", () => {
  const metrics = ["heat", "pin_risk", "abs_flow", "charm_intensity"] as const;
  const chex = [1, 2, 3, 4];

  test("is unknown before the first bar is complete", () => {
    for (const metric of metrics) {
      expect(valueAt(view({ chex }), -100, metric)).toBeNaN();
      expect(valueAt(view({ chex }), 59.999, metric)).toBeNaN();
    }
  });

  test("is that of the last bar after the close", () => {
    expect(valueAt(view({ chex }), 99_999, "charm_intensity")).toBe(4);
  });

  test("is unknown in a gap, and does not count it afterwards", () => {
    const ones = [1, 1, 1, 1];
    const from = view({ chex, call_flow: [1, 10, 100, 1000], gex: ones, gross_gex: ones }, [[119, 121]]);
    for (const metric of metrics) expect([120, 180].map((now) => valueAt(from, now, metric))).toEqual([NaN, NaN]);
    expect(valueAt(from, 240, "charm_intensity")).toBe(4);
    expect(valueAt(from, 240, "heat")).toBe(1001);
  });
});
