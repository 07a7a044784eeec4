import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { marginLabels } from "../../src/figures/margin-labels.js";

const level = (name: string, price: number, colour?: string) => ({ name, price, written: `${price}`, colour });
const textsOf = (labels: Parameters<typeof marginLabels>[0]) =>
  marginLabels(labels, [500, 600], 300).annotations.map(({ text }) => text as string);

describe("names beside a drawing", () => {
  it("stand at their price, outside of the drawing", () => {
    const { annotations, width } = marginLabels([level("flip", 550)], [500, 600], 300);
    expect(annotations).toMatchObject([{ text: "flip 550", y: 550, xref: "paper", x: 1, xanchor: "left" }]);
    expect(width).toBeGreaterThan(40);
    expect(marginLabels([], [500, 600], 300)).toEqual({ annotations: [], width: 0 });
  });

  it("are one where their price is one, each with its colour", () => {
    expect(textsOf([level("call wall", 530), level("flip", 520), level("magnet", 530)])).toEqual([
      "call wall =<br>magnet 530",
      "flip 520",
    ]);
    expect(textsOf([level("a", 530, "#111111"), level("b", 530, "#222222")])).toEqual([
      '<span style="color:#111111">━</span>\u2009a =<br><span style="color:#222222">━</span>\u2009b 530',
    ]);
  });

  it("are broken into short lines, and show markup as it is", () => {
    expect(textsOf([level("max negative gamma", 530.25)])).toEqual(["max negative<br>gamma 530.25"]);
    expect(textsOf([level("<i>a b</i>", 530)])).toEqual(["&lt;i&gt;a b&lt;/i&gt; 530"]);
  });

  it("do not lie on each other, however near their prices are", () => {
    const prices = fc.uniqueArray(fc.integer({ min: 500, max: 600 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(prices, (list) => {
        const { annotations } = marginLabels(
          list.map((price) => level("gamma flip by strike", price)),
          [500, 600],
          300,
        );
        const places = annotations.map(({ y }) => y as number).sort((a, b) => a - b);
        // Two lines of ten pixels each, in a drawing of three pixels a dollar.
        places.slice(1).forEach((place, i) => expect((place - places[i]) * 3).toBeGreaterThan(20));
        expect(places[0]).toBeGreaterThan(503);
        expect(places.at(-1)).toBeLessThan(597);
      }),
    );
  });
});
