import { createRequire } from "node:module";

/** The module danfojs-node. */
export type Danfo = typeof import("danfojs-node");

const { resolve } = createRequire(__filename);

const INSTALL =
  `npm install danfojs-node@1.2.0, with this in your package.json first: ` +
  `"overrides": {"danfojs-node": {"xlsx": "npm:@e965/xlsx@0.20.3", ` +
  `"@tensorflow/tfjs-node": "npm:@tensorflow/tfjs@3.21.0"}}`;

/**
 * Makes sure that danfojs-node, an optional peer, is installed, without loading it.
 *
 * @throws Error that says how to install it.
 */
export function mustHaveDanfo(asker: string): void {
  try {
    resolve("danfojs-node");
  } catch (cause) {
    throw new Error(`${asker} needs danfojs-node: ${INSTALL}`, { cause });
  }
}

/**
 * Loads danfojs-node, which takes half a second: when the first frame is asked for and not before.
 *
 * @throws Error that says how to install it.
 */
export function loadDanfo(): Danfo {
  mustHaveDanfo("toFrame");
  return createRequire(__filename)("danfojs-node") as Danfo;
}
