import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/*
 * The examples in the docstrings of all that a user calls: the functions that src/index.ts exports, those of `plot`, and
 * the public methods of its classes.
 */

const SRC = new URL("../src/", import.meta.url).pathname;

/** Something that a user calls. */
export interface PublicFunction {
  /** As a user writes it: `rank`, `plot.heatmap`, `StrikeGrid.between`. */
  readonly name: string;
  /** In src. */
  readonly file: string;
  /** Code of its docstrings' `@example`s, in the order of its overloads. */
  readonly examples: readonly string[];
}

/** All of them, in the order of the table of contents. */
export function publicFunctions(): PublicFunction[] {
  return exportsOf("index.ts").flatMap(({ name, file }) =>
    name === "plot"
      ? importsOf(file).flatMap((figure) => functionsNamed(figure.name, figure.file, "plot."))
      : functionsNamed(name, file),
  );
}

const parsed = new Map<string, ts.SourceFile>();
function sourceOf(file: string): ts.SourceFile {
  let source = parsed.get(file);
  if (source === undefined) {
    source = ts.createSourceFile(file, readFileSync(join(SRC, file), "utf8"), ts.ScriptTarget.ES2022, true);
    parsed.set(file, source);
  }
  return source;
}

interface Named {
  readonly name: string;
  readonly file: string;
}

/** Values that a file exports from others. */
function exportsOf(file: string): Named[] {
  return sourceOf(file).statements.flatMap((statement) =>
    ts.isExportDeclaration(statement) && !statement.isTypeOnly && ts.isNamedExports(statement.exportClause!)
      ? named(statement.exportClause.elements, statement.moduleSpecifier, file)
      : [],
  );
}

/** Values that a file imports from its neighbours. */
function importsOf(file: string): Named[] {
  return sourceOf(file).statements.flatMap((statement) => {
    const bindings = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : undefined;
    return bindings !== undefined && ts.isNamedImports(bindings)
      ? named(bindings.elements, (statement as ts.ImportDeclaration).moduleSpecifier, file)
      : [];
  });
}

function named(
  elements: Iterable<ts.ExportSpecifier | ts.ImportSpecifier>,
  from: ts.Expression | undefined,
  file: string,
): Named[] {
  const target = join(file, "..", (from as ts.StringLiteral).text.replace(/\.js$/, ".ts"));
  return [...elements].filter(({ isTypeOnly }) => !isTypeOnly).map(({ name }) => ({ name: name.text, file: target }));
}

/** The function of a name in a file, or the methods of the class; none where it is neither. */
function functionsNamed(name: string, file: string, before = ""): PublicFunction[] {
  const found = new Map<string, string[]>();
  const questions = methodsOf("FlowSource", "api/source.ts");
  const see = (as: string, node: ts.Node): void => void found.set(as, [...(found.get(as) ?? []), ...examplesOf(node)]);
  for (const statement of sourceOf(file).statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name?.text === name) see(before + name, statement);
    if (ts.isClassDeclaration(statement) && statement.name?.text === name)
      for (const member of statement.members)
        if (ts.isMethodDeclaration(member) && ts.isIdentifier(member.name)) {
          // A method without a docstring has that of the interface, which editors show too.
          const documented = ts.getJSDocCommentsAndTags(member).length > 0;
          see(`${name}.${member.name.text}`, documented ? member : (questions.get(member.name.text) ?? member));
        }
  }
  return [...found].map(([as, examples]) => ({ name: as, file, examples }));
}

/** The methods of an interface by name. */
function methodsOf(name: string, file: string): Map<string, ts.Node> {
  const declared = sourceOf(file).statements.find(
    (statement): statement is ts.InterfaceDeclaration =>
      ts.isInterfaceDeclaration(statement) && statement.name.text === name,
  );
  return new Map(declared!.members.map((member) => [(member.name as ts.Identifier).text, member]));
}

function examplesOf(node: ts.Node): string[] {
  return ts
    .getJSDocTags(node)
    .filter(({ tagName }) => tagName.text === "example")
    .map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? "");
}
