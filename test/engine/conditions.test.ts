import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Condition,
  CONDITION_WORDS,
  conditionCode,
  conditionMask,
  CONDITIONS,
} from "../../src/engine/conditions.js";

const named = (text: string): Condition | undefined => CONDITIONS[conditionCode(text)];

describe("a condition is read", () => {
  test.each<[string, Condition]>([
    ["regular", "regular"],
    ["cancelled", "cancelled"],
    ["canceled", "cancelled"],
    ["LATE", "late"],
    ["multi_leg", "multi_leg"],
    ["Multi-Leg", "multi_leg"],
    ["multi leg", "multi_leg"],
    ["  Auction ", "auction"],
    ["", "regular"],
    [" ", "regular"],
  ])('"%s" as %s', (text, condition) => {
    expect(named(text)).toBe(condition);
  });

  // By hand from OPRA's list of last sale messages: letter, its name there.
  test.each<[Condition, string]>([
    ["regular", "I AUTO, J REOP, S ISOI, v EXHT"],
    ["cancelled", "A CANC, C CNCL, E CNCO, G CNOL"],
    ["late", "B OSEQ, D LATE, F OPEN, H OPNL"],
    ["auction", "a SLAN, b SLAI, c SLCN, d SLCI, e SLFT"],
    [
      "multi_leg",
      "f MLET, g MLAT, h MLCT, i MLFT, j MESL, k TLAT, l MASL, m MFSL, n TLET, o TLCT, p TLFT, q TESL, r TASL",
    ],
    ["multi_leg", "s TFSL, t CBMO, u MCTP"],
  ])("as %s from OPRA's %s", (condition, letters) => {
    for (const letter of letters.split(", ").map((pair) => pair[0]))
      expect([letter, named(letter)]).toEqual([letter, condition]);
  });

  test("and no other letter, nor half a word", () => {
    const letters = Array.from({ length: 26 }, (_, i) => String.fromCharCode(65 + i));
    const unread = [...letters, ...letters.map((letter) => letter.toLowerCase())].filter(
      (l) => conditionCode(l) === -1,
    );
    expect(unread.join("")).toBe("KNORTUVWXYZwxyz");
    expect(["lat", "multileg", "AA", "0", "-", "late,", "constructor"].map(conditionCode)).toEqual(Array(7).fill(-1));
  });

  test("in any mixture of cases and separators", () => {
    const spelled = fc
      .constantFrom(...CONDITIONS)
      .chain((name) =>
        fc.tuple(
          fc.constant(name),
          fc.array(fc.boolean(), { minLength: name.length, maxLength: name.length }),
          fc.constantFrom(" ", "-", "_", " - "),
        ),
      );
    fc.assert(
      fc.property(spelled, ([name, upper, between]) => {
        const letters = Array.from(name, (letter, i) => (upper[i] ? letter.toUpperCase() : letter));
        expect(named(letters.join("").replace("_", between))).toBe(name);
      }),
    );
  });

  test("to a code of the list", () => {
    expect(new Set(CONDITION_WORDS.values())).toEqual(new Set(CONDITIONS.keys()));
  });
});

describe("a mask of conditions", () => {
  test("is 1 at those that are left out", () => {
    expect([...conditionMask(["cancelled", "late"])]).toEqual([0, 1, 1, 0, 0]);
    expect([...conditionMask([])]).toEqual([0, 0, 0, 0, 0]);
    expect([...conditionMask([...CONDITIONS])]).toEqual([1, 1, 1, 1, 1]);
  });

  test("of a word that is none is refused", () => {
    expect(() => conditionMask(["busted" as Condition])).toThrow(
      'leaveOut must be some of regular, cancelled, late, multi_leg, auction, not "busted"',
    );
  });
});
