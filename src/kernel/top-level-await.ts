import type typescript from "@tslab/typescript-for-tslab";

/**
 * Whether a cell awaits at its top, in whichever form: `await x` anywhere in an expression, `for await`, but not inside of
 * a function. tslab runs such a cell as an async function.
 *
 * @param ts the TypeScript that compiles the cell
 */
export function hasTopLevelAwait(ts: typeof typescript, source: string): boolean {
  if (!source.includes("await")) return false;
  // With an import or export it is a module, where `await` is a word of the language.
  const file = ts.createSourceFile("cell.ts", `export {};\n${source}`, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const awaits = (node: typescript.Node): boolean => {
    if (ts.isAwaitExpression(node)) return true;
    if (ts.isForOfStatement(node) && node.awaitModifier !== undefined) return true;
    // Of a method, the computed name alone belongs to what is around it.
    if (ts.isFunctionLike(node))
      return node.name !== undefined && ts.isComputedPropertyName(node.name) && awaits(node.name);
    return ts.forEachChild(node, awaits) ?? false;
  };
  return awaits(file);
}
