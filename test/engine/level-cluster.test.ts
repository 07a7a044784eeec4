import { describe, expect, test } from "vitest";
import { levelClusterScore } from "../../src/engine/level-cluster.js";

describe("the level cluster score", () => {
  test("is 100 when all levels are at one price, and falls with their spread in remaining moves", () => {
    expect(levelClusterScore([600, 600, 600], 2)).toBe(100);
    // 598 and 602 are each 2 from their mean, one move: 100 exp(-1/2) = 60.7; in moves of 1 it is exp(-2), of 4 exp(-1/8).
    expect([2, 1, 4].map((move) => levelClusterScore([598, 602], move))).toEqual([61, 14, 88]);
    expect(levelClusterScore([500, 700], 1)).toBe(0);
  });

  test("is of the levels that are there, in any order", () => {
    expect(levelClusterScore([null, 602, NaN, 598, null], 2)).toBe(61);
  });

  test("does not ask where the levels are", () => {
    expect(levelClusterScore([98, 100, 103], 2)).toBe(levelClusterScore([5003, 5000, 4998], 2));
  });

  test.each([
    ["of no level", [], 1],
    ["of one level", [600, null], 1],
    ["without a move", [600, 601], NaN],
    ["with a move of nothing", [600, 600], 0],
  ])("%s is unknown", (_, prices, move) => {
    expect(levelClusterScore(prices, move)).toBeNaN();
  });
});
