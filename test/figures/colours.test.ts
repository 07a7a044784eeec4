import { describe, expect, it } from "vitest";
import {
  DIVERGING,
  KINDS,
  MAGNITUDE,
  NEGATIVE,
  NEUTRAL,
  POSITIVE,
  SEQUENTIAL,
  colorscale,
} from "../../src/figures/colours.js";

type Triple = [number, number, number];

/*
 * How dichromats see: the matrices of severity 1.0 from G. M. Machado, M. M. Oliveira and L. A. F. Fernandes, "A
 * physiologically-based model for simulation of color vision deficiency", IEEE TVCG 15 (2009), on linear RGB.
 */
const PROTANOPIA: Triple[] = [
  [0.152286, 1.052583, -0.204868],
  [0.114503, 0.786281, 0.099216],
  [-0.003882, -0.048116, 1.051998],
];
const DEUTERANOPIA: Triple[] = [
  [0.367322, 0.860646, -0.227968],
  [0.280085, 0.672501, 0.047413],
  [-0.01182, 0.04294, 0.968881],
];
const NORMAL: Triple[] = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

function apply(matrix: Triple[], [r, g, b]: Triple): Triple {
  return matrix.map((row) => row[0] * r + row[1] * g + row[2] * b) as Triple;
}

function linear(hex: string): Triple {
  const channels = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);
  return channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)) as Triple;
}

/** CIELAB under D65, as seen by an eye. */
function lab(hex: string, eye: Triple[] = NORMAL): Triple {
  const seen = apply(eye, linear(hex)).map((c) => Math.min(1, Math.max(0, c))) as Triple;
  const xyz = apply(
    [
      [0.4124564, 0.3575761, 0.1804375],
      [0.2126729, 0.7151522, 0.072175],
      [0.0193339, 0.119192, 0.9503041],
    ],
    seen,
  );
  const [x, y, z] = xyz.map((value, i) => {
    const t = value / [0.95047, 1, 1.08883][i];
    return t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116;
  });
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function distance(a: string, b: string, eye: Triple[]): number {
  const [one, two] = [lab(a, eye), lab(b, eye)];
  return Math.hypot(...one.map((value, i) => value - two[i]));
}

/** Contrast of WCAG 2: 3 is asked for graphics and large text. */
function contrast(a: string, b: string): number {
  const [dark, light] = [a, b]
    .map((hex) => apply(NORMAL, linear(hex)))
    .map(([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b)
    .sort((p, q) => p - q);
  return (light + 0.05) / (dark + 0.05);
}

const middle = (DIVERGING.length - 1) / 2;
const pairs = Array.from({ length: middle }, (_, i) => [DIVERGING[middle - 1 - i], DIVERGING[middle + 1 + i]]);

describe("the diverging colours", () => {
  it("have a middle without a hue", () => {
    const [, a, b] = lab(DIVERGING[middle]);
    expect(Math.hypot(a, b)).toBeLessThan(1);
  });

  it("give \u2212v and +v the same lightness, so that neither sign looks larger", () => {
    for (const [negative, positive] of pairs) expect(Math.abs(lab(negative)[0] - lab(positive)[0])).toBeLessThan(0.5);
  });

  it("grow darker with the magnitude, in even steps", () => {
    const lightness = DIVERGING.slice(middle).map((colour) => lab(colour)[0]);
    const steps = lightness.slice(1).map((value, i) => lightness[i] - value);
    expect(Math.min(...steps)).toBeGreaterThan(6);
    expect(Math.max(...steps)).toBeLessThan(10);
  });

  it.each([
    ["every eye", NORMAL],
    ["protanopia", PROTANOPIA],
    ["deuteranopia", DEUTERANOPIA],
  ])("keep \u2212v and +v apart for %s", (_, eye) => {
    const distances = pairs.map(([negative, positive]) => distance(negative, positive, eye));
    // 2.3 is just noticeable; an eighth of the way from the middle to the end the signs are plainly apart.
    expect(distances[0]).toBeGreaterThan(30);
    expect(Math.min(...distances.slice(1))).toBeGreaterThan(50);
  });

  it("would fail with red and green in their place", () => {
    expect(distance("#d73027", "#5a8f29", DEUTERANOPIA)).toBeLessThan(30);
  });
});

describe("the sequential colours", () => {
  it.each([
    ["every eye", NORMAL],
    ["protanopia", PROTANOPIA],
    ["deuteranopia", DEUTERANOPIA],
  ])("grow darker in steps for %s", (_, eye) => {
    const lightness = SEQUENTIAL.map((colour) => lab(colour, eye)[0]);
    const steps = lightness.slice(1).map((value, i) => lightness[i] - value);
    expect(Math.min(...steps)).toBeGreaterThan(4);
  });
});

describe("the colours of kinds", () => {
  it.each([
    ["every eye", NORMAL],
    ["protanopia", PROTANOPIA],
    ["deuteranopia", DEUTERANOPIA],
  ])("are apart from each other and from the neutral grey for %s", (_, eye) => {
    const all = [...KINDS, NEUTRAL];
    const distances = all.flatMap((a, i) => all.slice(i + 1).map((b) => distance(a, b, eye)));
    expect(Math.min(...distances)).toBeGreaterThan(24);
  });
});

describe("single colours", () => {
  it.each([POSITIVE, NEGATIVE, MAGNITUDE, NEUTRAL, ...KINDS])("%s can be seen on white and on black", (colour) => {
    expect(contrast(colour, "#ffffff")).toBeGreaterThan(3);
    expect(contrast(colour, "#111111")).toBeGreaterThan(3);
  });

  it("for the two signs are apart for every eye", () => {
    for (const eye of [NORMAL, PROTANOPIA, DEUTERANOPIA]) expect(distance(POSITIVE, NEGATIVE, eye)).toBeGreaterThan(70);
  });
});

it("a table becomes a colorscale from 0 to 1", () => {
  expect(colorscale(["#000000", "#777777", "#ffffff"])).toEqual([
    [0, "#000000"],
    [0.5, "#777777"],
    [1, "#ffffff"],
  ]);
});
