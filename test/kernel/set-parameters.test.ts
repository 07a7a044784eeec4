import { expect, it } from "vitest";
import type { Notebook } from "../../src/kernel/notebook.js";
import { setParameters } from "../../src/kernel/set-parameters.js";

function notebook(...sources: (string | [source: string, tag: string])[]): Notebook {
  const cells = sources.map((cell, i) => {
    const [source, ...tags] = typeof cell === "string" ? [cell] : cell;
    return { id: `c${i}`, cell_type: "code" as const, metadata: { tags }, source };
  });
  return { nbformat: 4, nbformat_minor: 5, metadata: {}, cells };
}

function set(source: string, values: Record<string, string>): string {
  const changed = notebook(source);
  setParameters(changed, values);
  return changed.cells[0].source;
}

it.each([
  [`const symbol = "SPY";`, "QQQ", `const symbol = "QQQ";`],
  [`const symbol = 'SPY'`, "7", `const symbol = "7"`],
  [
    `let symbol: string = \`SPY\`; // a comment; "quoted"`,
    `say "hi"`,
    `let symbol: string = "say \\"hi\\""; // a comment; "quoted"`,
  ],
  [`const symbol = "http://a/b;c"; // d`, "x", `const symbol = "x"; // d`],
  [`const symbol: number = 390;`, "60", `const symbol: number = 60;`],
  [`const symbol = -1.5e3 // low`, "true", `const symbol = true // low`],
  [`const symbol = ["SPY"];`, `["A","B"]`, `const symbol = ["A","B"];`],
  [`const symbol = undefined;`, "2026-06-05", `const symbol = "2026-06-05";`],
  [
    `// first\nconst symbols = 1;\nconst symbol = 2;\nsymbol = 3;`,
    "5",
    `// first\nconst symbols = 1;\nconst symbol = 5;\nsymbol = 3;`,
  ],
])("%j becomes %s: %j", (source, value, expected) => {
  expect(set(source, { symbol: value })).toBe(expected);
});

it("looks in cells tagged parameters first, and else takes the first declaration", () => {
  const tagged = notebook("const n = 1;", ["const n = 2;", "parameters"], "const n = 3;");
  setParameters(tagged, { n: "9" });
  expect(tagged.cells.map(({ source }) => source)).toEqual(["const n = 1;", "const n = 9;", "const n = 3;"]);
  const plain = notebook("const n = 1;", "const n = 2;");
  setParameters(plain, { n: "9" });
  expect(plain.cells.map(({ source }) => source)).toEqual(["const n = 9;", "const n = 2;"]);
});

it("names a parameter that is not there, and those which are", () => {
  const message = "there is no parameter minute; the notebook has symbol, minutes";
  expect(() => set(`const symbol = "SPY";\nlet minutes = 390;\n  const inner = 1;`, { minute: "1" })).toThrow(message);
  expect(() => set("1 + 1", { n: "1" })).toThrow("there is no parameter n; the notebook has none");
  expect(() => set("const several =\n  1;", { several: "1" })).toThrow("there is no parameter several");
});
