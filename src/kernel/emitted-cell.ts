import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";

/**
 * The JavaScript that tslab makes of the last of these cells, given those before it; undefined if it makes none. It takes
 * a process of its own for one or two seconds, because tslab's compiler works in its process's folder: for reporting an
 * error, not for every cell.
 */
export function emittedCell(sources: readonly string[], cwd: string): string | undefined {
  const converter = createRequire(__filename).resolve("tslab/dist/converter.js");
  const { stdout } = spawnSync(process.execPath, ["-e", CONVERT, converter], {
    cwd,
    input: JSON.stringify(sources),
    encoding: "utf8",
    timeout: 20_000,
    maxBuffer: 1 << 26,
  });
  return stdout || undefined;
}

const CONVERT = `
const converter = require(process.argv[1]).createConverter({ isJS: false, isBrowser: false });
let declarations = "", output = "";
for (const source of JSON.parse(require("fs").readFileSync(0, "utf8"))) {
  const converted = converter.convert(declarations, source);
  output = converted.output ?? "";
  declarations = converted.declOutput ?? declarations;
}
converter.close();
process.stdout.write(output);
`;
