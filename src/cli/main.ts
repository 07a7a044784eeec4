#!/usr/bin/env node
import { createRequire } from "node:module";
import { init } from "./init.js";
import { kernelCommand } from "./kernel.js";
import { recordCommand } from "./record.js";
import { reportCommand } from "./report.js";
import { run } from "./run.js";
import { serveCommand } from "./serve.js";
import { start } from "./start.js";

const USAGE = `zerodte: same-day-expiry options flow in notebooks

  zerodte start    the main job: serve a market, run its notebooks against it, print what they found
  zerodte init     begin a folder for research: a package, a first notebook
  zerodte kernel   tell Jupyter of the kernel "0DTE Lab (TypeScript)"
  zerodte run      execute notebooks, without Python and without Jupyter
  zerodte report   the session of one name as one HTML page
  zerodte serve    serve a simulated market or recorded sessions as the live 0DTE flow API
  zerodte record   record a live session, to be asked later as of any time

zerodte COMMAND --help says more.`;

const COMMANDS: Record<string, (argv: string[]) => Promise<number>> = {
  init,
  kernel: kernelCommand,
  record: recordCommand,
  report: reportCommand,
  run,
  serve: serveCommand,
  start,
};

async function main([name = "--help", ...argv]: string[]): Promise<number> {
  if (name === "--help" || name === "-h" || name === "help") {
    console.log(USAGE);
    return 0;
  }
  if (name === "--version") {
    console.log((createRequire(__filename)("../../package.json") as { version: string }).version);
    return 0;
  }
  const command = COMMANDS[name];
  if (command === undefined) {
    console.error(`zerodte: there is no command "${name}"; there are ${Object.keys(COMMANDS).join(", ")}`);
    return 2;
  }
  return command(argv);
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? `zerodte: ${error.message}` : error);
    process.exitCode = 1;
  },
);
