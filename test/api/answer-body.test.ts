import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bodyOf, bodyOfParts, type AnswerBody } from "../../src/api/answer-body.js";
import { cutAtBars } from "../../src/api/answer-parts.js";
import { keptBar, type KeptBar } from "../../src/api/kept-bar.js";

/** Bars that look like those of an answer: alike, with so many numbers each. */
function barsOf(count: number, numbers: number): KeptBar[] {
  let state = 1;
  const random = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    return (state ^= state << 5);
  };
  return Array.from({ length: count }, (_, i) => {
    const values = Array.from({ length: numbers }, () => random() % 10_000);
    return keptBar(Buffer.from(`,${JSON.stringify({ t: `2026-06-05T14:${i}:00Z`, values })}`));
  });
}

function textOf(head: string, bars: readonly KeptBar[], tail: string): string {
  return head + bars.map(({ text }) => text.toString().slice(1)).join() + tail;
}

describe("a body in parts", () => {
  // Some above and some below what is deflated bar by bar, and some longer than the 32 kB that gzip looks back.
  const kept = [barsOf(12, 3), barsOf(12, 300), barsOf(4, 9_000)].flat();

  test("is its text, and its gzip holds that, whichever bars follow one another and were asked for before", () => {
    const answer = fc.record({
      head: fc.string().map((text) => `{"head":${JSON.stringify(text)},"bars":[`),
      bars: fc.array(fc.nat(kept.length - 1), { maxLength: 20 }).map((positions) => positions.map((i) => kept[i])),
      tail: fc.string({ unit: "grapheme" }).map((text) => `],"tail":${JSON.stringify(text)}}`),
    });
    fc.assert(
      fc.property(answer, ({ head, bars, tail }) => {
        const body = bodyOfParts({ head, bars, tail });
        const text = textOf(head, bars, tail);
        expect(gunzipSync(Buffer.concat(body.gzip())).toString()).toBe(text);
        expect(Buffer.concat(body.plain()).toString()).toBe(text);
        expect(body.length).toBe(Buffer.byteLength(text));
      }),
      { numRuns: 300 },
    );
  });

  test("has a gzip that is hardly longer than that of the whole, though each bar is deflated once", () => {
    for (const numbers of [150, 1_500]) {
      const bars = barsOf(60, numbers);
      const body = bodyOfParts({ head: '{"bars":[', bars, tail: "]}" });
      expect(Buffer.concat(body.gzip()).length).toBeLessThan(1.15 * gzipSync(Buffer.concat(body.plain())).length);
      const blocks = bars.map(({ deflated }) => deflated);
      bodyOfParts({ head: '{"other":1,"bars":[', bars: bars.slice(0, 40), tail: "]}" }).gzip();
      bars.forEach(({ deflated }, i) => expect(deflated).toBe(blocks[i]));
    }
  });

  test("has a tag that follows its bytes: those of any part change it, and equal ones made anew do not", () => {
    const made = (head: string, count: number, tail: string): AnswerBody =>
      bodyOfParts({ head: `{${head}"bars":[`, bars: barsOf(count, 9), tail: `]${tail}}` });
    const tags = [made("", 3, ""), made('"a":1,', 3, ""), made("", 4, ""), made("", 3, ',"z":1'), made("", 0, "")];
    expect(new Set(tags.map((body) => body.tag())).size).toBe(tags.length);
    for (const body of tags) expect(body.tag()).toMatch(/^[\w-]{27}$/);
    expect(made("", 3, "").tag()).toBe(tags[0].tag());
  });

  test("is bytes of UTF-8, whose length is not that of the text", () => {
    const body = bodyOfParts({ head: '{"symbol":"é€😀","bars":[', bars: barsOf(1, 1), tail: "]}" });
    expect(JSON.parse(Buffer.concat(body.plain()).toString())).toMatchObject({ symbol: "é€😀" });
    expect(body.length).toBe(Buffer.concat(body.plain()).length);
  });
});

test("a body of JSON has it plain and as gzip, and a tag of it", () => {
  const body = bodyOf('{"a":"é"}');
  expect([
    Buffer.concat(body.plain()).toString(),
    gunzipSync(Buffer.concat(body.gzip())).toString(),
    body.length,
  ]).toEqual(['{"a":"é"}', '{"a":"é"}', 10]);
  expect(bodyOf('{"a":"e"}').tag()).not.toBe(body.tag());
});

test("an answer is cut at its bars, also when its words look like them", () => {
  const answer = { symbol: '"bars":[]', strikes: [], bars: [], after: '"bars":[]' };
  const { head, tail } = cutAtBars(answer);
  expect(head.endsWith('"bars":[')).toBe(true);
  expect(JSON.parse(`${head}1,2${tail}`)).toEqual({ ...answer, bars: [1, 2] });
});
