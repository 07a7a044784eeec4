import type typescript from "@tslab/typescript-for-tslab";

/** A cell with `{ minutes: minutes }` where it was written with `{ minutes }`. */
export interface LonghandCell {
  source: string;
  /** The column of the written cell for one of this, both from 1; lines are the same. */
  writtenColumn(line: number, column: number): number;
}

/**
 * Writes properties out that are only named. tslab finds a name of an earlier cell everywhere but there: `({ minutes })`
 * is a ReferenceError in it. Lines stay as they are.
 *
 * @param ts the TypeScript that compiles the cell
 */
export function longhand(ts: typeof typescript, written: string): LonghandCell {
  const file = ts.createSourceFile("cell.ts", written, ts.ScriptTarget.Latest, false, ts.ScriptKind.TS);
  const names: { end: number; text: string }[] = [];
  const visit = (node: typescript.Node): void => {
    if (ts.isShorthandPropertyAssignment(node)) names.push({ end: node.name.end, text: `: ${node.name.text}` });
    ts.forEachChild(node, visit);
  };
  visit(file);
  let source = "";
  let end = 0;
  for (const name of names) {
    source += written.slice(end, name.end) + name.text;
    end = name.end;
  }
  const added = names.map((name) => {
    const { line, character } = file.getLineAndCharacterOfPosition(name.end);
    return { line: line + 1, column: character + 1, length: name.text.length };
  });
  return {
    source: source + written.slice(end),
    writtenColumn: (line, column) => {
      let at = column;
      for (const addition of added) {
        if (addition.line !== line || addition.column > at) continue;
        // What was added stands for the name before it.
        at = at < addition.column + addition.length ? addition.column - 1 : at - addition.length;
      }
      return at;
    },
  };
}
