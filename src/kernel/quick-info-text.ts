import type typescript from "@tslab/typescript-for-tslab";

/**
 * What TypeScript knows of a name as the text of a tooltip: its type, its documentation, and the tags of that, each under
 * its own name. A link is the name it leads to, and that a name comes from an import is left out: in a cell all do.
 */
export function quickInfoText({
  displayParts = [],
  documentation = [],
  tags = [],
}: Pick<typescript.QuickInfo, "displayParts" | "documentation" | "tags">): string {
  const type = plain(displayParts)
    .replace(/^\(alias\) /, "")
    .replace(/\nimport .*$/, "");
  const tagTexts = tags.map(({ name, text = [] }) => {
    const said = plain(text).trim();
    return `@${name}${said.includes("\n") ? "\n" : " "}${said}`.trimEnd();
  });
  return [type, plain(documentation), tagTexts.join("\n")].filter((part) => part !== "").join("\n\n");
}

/** Of `{@link name}` the name alone. */
function plain(parts: readonly typescript.SymbolDisplayPart[]): string {
  return parts.map(({ kind, text }) => (kind === "link" ? "" : text)).join("");
}
