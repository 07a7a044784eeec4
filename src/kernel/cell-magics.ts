/** A cell's TypeScript, and what was asked for beside. */
export interface Magics {
  /** The source with the magic blanked out: every position is the one it was. */
  code: string;
  /** `%%time` stands in the first line, or `// %%time`, which other kernels take as a comment. */
  timed: boolean;
}

/**
 * Takes `%%time` out of a cell's first line.
 *
 * @example
 * cellMagics("%%time\n1 + 1") // { code: "      \n1 + 1", timed: true }
 */
export function cellMagics(source: string): Magics {
  const found = /^\s*(\/\/[ \t]*)?%%time(?=\s|$)/.exec(source);
  if (!found) return { code: source, timed: false };
  const code = found[1] === undefined ? found[0].replace(/\S/g, " ") + source.slice(found[0].length) : source;
  return { code, timed: true };
}
