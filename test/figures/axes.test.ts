import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { amountAxis, barMiddles, strikeAxis, strikeRows, strikeStep, timeAxis } from "../../src/figures/axes.js";
import { atNewYork } from "../../src/session.js";

const open = atNewYork("2026-06-05", "09:30");

describe("strikeAxis", () => {
  it("is marked at strikes only, fourteen times at the most", () => {
    expect(strikeAxis([733.75, 761.25], 2.5)).toMatchObject({ tick0: 0, dtick: 2.5 });
    expect(strikeAxis([5785, 6265], 5)).toMatchObject({ tick0: 0, dtick: 50 });
    fc.assert(
      fc.property(fc.constantFrom(0.5, 1, 2.5, 5, 25), fc.integer({ min: 2, max: 2000 }), (step, strikes) => {
        const { dtick } = strikeAxis([0, step * strikes], step) as { dtick: number };
        expect((step * strikes) / dtick).toBeLessThanOrEqual(14);
        expect(Number.isInteger(dtick / step)).toBe(true);
      }),
    );
  });

  it("is left to Plotly where the distance of the strikes is not known", () => {
    expect(strikeAxis([499, 501], strikeStep(Float64Array.of(500)))).toMatchObject({ nticks: 14 });
  });
});

describe("strikeRows", () => {
  it("lay evenly spaced strikes out one a row", () => {
    expect(strikeRows(Float64Array.of(500, 502.5, 505))).toEqual({
      count: 3,
      rowOf: Int32Array.of(0, 1, 2),
      axis: { y0: 500, dy: 2.5 },
      edges: [498.75, 506.25],
      padded: false,
    });
  });

  it("leave empty rows between strikes that are further apart", () => {
    expect(strikeRows(Float64Array.of(100, 105, 110, 120))).toEqual({
      count: 5,
      rowOf: Int32Array.of(0, 1, 2, 4),
      axis: { y0: 100, dy: 5 },
      edges: [97.5, 122.5],
      padded: true,
    });
  });

  it("give strikes one by one where the empty rows would be too many", () => {
    expect(strikeRows(Float64Array.of(100, 100.37, 200))).toEqual({
      count: 3,
      rowOf: Int32Array.of(0, 1, 2),
      axis: { y: [100, 100.37, 200] },
      edges: [99.815, 249.815],
      padded: false,
    });
  });

  it("make the row of a lone strike tall enough to be seen beside a far spot", () => {
    const one = { count: 1, rowOf: Int32Array.of(0), padded: false };
    expect(strikeRows(Float64Array.of(590))).toEqual({ ...one, axis: { y0: 590, dy: 1 }, edges: [589.5, 590.5] });
    expect(strikeRows(Float64Array.of(590), 30)).toEqual({ ...one, axis: { y0: 590, dy: 15 }, edges: [582.5, 597.5] });
  });

  it("put every strike at its own price, in at most four times as many rows", () => {
    const cents = fc.uniqueArray(fc.integer({ min: 100, max: 4000 }), { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(cents, (list) => {
        const strikes = Float64Array.from(list, (cent) => cent / 20).sort();
        const { axis, rowOf, count } = strikeRows(strikes);
        const price = (row: number): number => ("dy" in axis ? axis.y0 + row * axis.dy : axis.y[row]);
        strikes.forEach((strike, i) => expect(price(rowOf[i])).toBeCloseTo(strike, 9));
        expect(count).toBeLessThanOrEqual(4 * strikes.length);
      }),
    );
  });
});

describe("time", () => {
  it("is New York's, in summer and in winter, and a bar lies around its middle", () => {
    expect(barMiddles([open, open + 60_000], 60_000)).toEqual({ first: "2026-06-05 09:30:30", step: 60_000 });
    const winter = atNewYork("2026-01-05", "15:55");
    expect(barMiddles([winter], 300_000)).toEqual({ first: "2026-01-05 15:57:30", step: 300_000 });
  });

  it("reaches from the start of the first bar to the end of the last", () => {
    const { range, tickformat, title } = timeAxis([open, open + 60_000], 60_000);
    expect(range).toEqual(["2026-06-05 09:30:00", "2026-06-05 09:32:00"]);
    expect(tickformat).toBe("%H:%M");
    expect(title).toMatchObject({ text: "New York time (ET)" });
  });

  it("is marked at each minute of a short stretch, and at every second one where that would be too many", () => {
    const marks = (minutes: number) =>
      timeAxis(
        Array.from({ length: minutes }, (_, i) => open + i * 60_000),
        60_000,
      ).tickvals as string[] | undefined;
    expect(marks(2)).toEqual(["2026-06-05 09:30:00", "2026-06-05 09:31:00", "2026-06-05 09:32:00"]);
    expect(marks(7)!.map((time) => time.slice(14, 16))).toEqual(["30", "32", "34", "36"]);
    expect(marks(390)).toBeUndefined();
    expect(timeAxis([open], 60_000).tickangle).toBe(0);
  });

  it("is hovered as the bar's minute only where bars are minutes", () => {
    expect(timeAxis([open], 60_000).unifiedhovertitle).toEqual({ text: "%{x|%H:%M} ET" });
    expect(timeAxis([open], 300_000).unifiedhovertitle).toEqual({ text: "bar of 5 minutes" });
  });
});

describe("amountAxis", () => {
  it("reaches beyond both ends for their labels, with signed ticks", () => {
    expect(amountAxis(-1e9, 2e9, "USD per 1 % move", true, 0.2)).toMatchObject({
      range: [-1.6e9, 2.6e9],
      tickvals: [-1e9, 0, 1e9, 2e9],
      ticktext: ["\u2212$1 bn", "$0", "+$1 bn", "+$2 bn"],
      title: { text: "USD per 1 % move" },
    });
  });

  it("takes no room for a side without bars", () => {
    expect(amountAxis(0, 10, "contracts", false, 0.2).range).toEqual([0, 12]);
    expect(amountAxis(-10, -1e-9, "contracts", true, 0.2).range).toEqual([-12, 0]);
  });

  it("stands for zeros alone", () => {
    expect(amountAxis(0, 0, "USD", true, 0.2).range).toEqual([0, 0.2]);
  });

  it("has no more numbers than a narrow figure has room for", () => {
    const ends = fc.integer({ min: -1e9, max: 1e9 });
    fc.assert(
      fc.property(ends, ends, (a, b) => {
        const { range, tickvals } = amountAxis(Math.min(a, b), Math.max(a, b), "USD", true) as Record<
          "range" | "tickvals",
          number[]
        >;
        expect(tickvals.length).toBeGreaterThan(0);
        tickvals
          .slice(1)
          .forEach((tick, i) => expect(tick - tickvals[i]).toBeGreaterThan((range[1] - range[0]) / 4.26));
      }),
    );
  });
});
