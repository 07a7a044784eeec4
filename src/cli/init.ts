import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { writeAtomically } from "../write-atomically.js";
import { firstNotebook } from "./first-notebook.js";
import { shownPath } from "./run.js";

const USAGE = `zerodte init DIR [options]

Begins a folder for research that runs: package.json, tsconfig.json, a first notebook, a README.

  --zerodte SPEC  where npm gets zerodte from, such as a version or file:zerodte.tgz (default: this version)
  --help          print this`;

/** This package's folder. */
const ROOT = resolve(__dirname, "../..");

/**
 * `zerodte init`: see its `--help`. It writes over nothing.
 *
 * @returns The exit code: 0 done, 1 a file is there already, 2 the command line is wrong.
 */
export async function init(argv: string[]): Promise<number> {
  let parsed: { positionals: string[]; values: { zerodte?: string | undefined; help: boolean } };
  try {
    parsed = parseArgs({
      args: argv,
      allowPositionals: true,
      options: { zerodte: { type: "string" }, help: { type: "boolean", default: false } },
    });
    if (!parsed.values.help && parsed.positionals.length !== 1) throw new Error("which folder? Give one");
  } catch (error) {
    console.error(`zerodte init: ${(error as Error).message}`);
    return 2;
  }
  if (parsed.values.help) {
    console.log(USAGE);
    return 0;
  }
  const folder = resolve(parsed.positionals[0] ?? "");
  const files = researchFiles(folder, parsed.values.zerodte ?? defaultSpec());
  const there = Object.keys(files).filter((name) => existsSync(join(folder, name)));
  if (there.length > 0) {
    console.error(`zerodte init: ${shownPath(folder)} has ${there.join(" and ")} already; choose another folder`);
    return 1;
  }
  for (const [name, text] of Object.entries(files)) writeAtomically(join(folder, name), text);
  const shown = shownPath(folder);
  console.log(`${Object.keys(files)
    .map((name) => `  ${join(shown, name)}`)
    .join("\n")}

Next:
  ${shown === "" ? "" : `cd ${shown} && `}npm install && npm start`);
  return 0;
}

interface Manifest {
  version: string;
  overrides: object;
  peerDependencies: { "danfojs-node": string };
  devDependencies?: { "danfojs-node": string };
}

const manifest = createRequire(__filename)("../../package.json") as Manifest;

/** A checkout is not on a registry. */
function defaultSpec(): string {
  return basename(dirname(ROOT)) === "node_modules" ? `^${manifest.version}` : `file:${ROOT}`;
}

function researchFiles(folder: string, zerodte: string): Record<string, string> {
  const name =
    basename(folder)
      .toLowerCase()
      .replace(/[^a-z0-9._-]+/g, "-")
      .replace(/^[._-]+/, "") || "research";
  const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
  return {
    "package.json": json({
      name,
      private: true,
      scripts: { start: "zerodte run 01-first.ipynb --html", kernel: "zerodte kernel install" },
      dependencies: { "danfojs-node": "1.2.0", zerodte },
      // Overrides count in the root package only. These keep danfojs from downloading what it does not need here.
      overrides: manifest.overrides,
    }),
    "tsconfig.json": json({
      compilerOptions: {
        target: "es2022",
        module: "nodenext",
        lib: ["es2022"],
        types: ["node"],
        strict: true,
        noEmit: true,
        skipLibCheck: true,
      },
    }),
    "01-first.ipynb": firstNotebook(),
    "README.md": `# ${name}

Research on same-day-expiry options flow with [zerodte](https://www.npmjs.com/package/zerodte).

    npm install                                          # once
    npm start                                            # runs 01-first.ipynb: out/01-first.html is its page
    npx zerodte run 01-first.ipynb --set symbol=QQQ      # the same for another name
    npm run kernel                                       # once: Jupyter and VS Code then offer "0DTE Lab (TypeScript)"

The market is simulated until FLASHALPHA_API_KEY is set, or \`--tape DIR\` names a recorded session.
`,
    ".gitignore": "node_modules/\nout/\n.ipynb_checkpoints/\n",
  };
}
