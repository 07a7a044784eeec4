/** The line by which a reader recognises a cell: its first that is neither a comment nor an import. */
export function firstLine(source: string): string {
  const lines = source.split("\n").map((line) => line.trim());
  return lines.find((line) => line && !/^(\/\/|\/\*|\*|import\b)/.test(line)) ?? lines.find((line) => line) ?? "";
}
