import { expect, it } from "vitest";
import { quickInfoText } from "../../src/kernel/quick-info-text.js";

const text = (words: string): { kind: string; text: string } => ({ kind: "text", text: words });

it("is the type, the documentation with links as names, and the tags with theirs", () => {
  expect(
    quickInfoText({
      displayParts: [text("(alias) "), text("function rank(n: number): void"), text("\nimport rank")],
      documentation: [
        text("See "),
        { kind: "link", text: "{@link " },
        { kind: "linkName", text: "attribute" },
        { kind: "link", text: "}" },
        text("\nfor more."),
      ],
      tags: [
        { name: "param", text: [text("n"), text(" "), text("how many")] },
        { name: "example", text: [text("rank(1);\nrank(2);")] },
        { name: "internal" },
      ],
    }),
  ).toBe(
    "function rank(n: number): void\n\nSee attribute\nfor more.\n\n@param n how many\n@example\nrank(1);\nrank(2);\n@internal",
  );
});

it("is the type alone where there is nothing else", () => {
  expect(quickInfoText({ displayParts: [text("const x: 1")] })).toBe("const x: 1");
});
