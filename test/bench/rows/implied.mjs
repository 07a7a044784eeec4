import { createRequire } from "node:module";
import { roundOf, startPeer } from "../peer.mjs";
import { close, numbers } from "../random.mjs";

const require = createRequire(import.meta.url);
const { blackPrice } = require("../../../dist/engine/black.js");
const { impliedDeviations } = require("../../../dist/engine/implied-deviations.js");

const CHAINS = 5_000;
const STRIKES = 200;

/** Quotes of half a cent or more, one to 390 minutes before the close, up to four deviations from the money. */
function market() {
  const random = numbers(5);
  const forward = new Float64Array(CHAINS);
  const strikes = new Float64Array(CHAINS * STRIKES);
  const price = new Float64Array(CHAINS * STRIKES);
  for (let i = 0; i < CHAINS; i++) {
    forward[i] = 50 * 120 ** random();
    const deviation = 0.08 * 10 ** random() * Math.sqrt((1 + 389 * random()) / (390 * 252));
    for (let k = i * STRIKES; k < (i + 1) * STRIKES;) {
      strikes[k] = forward[i] * Math.exp(deviation * (8 * random() - 4));
      price[k] = blackPrice(forward[i], strikes[k], deviation, strikes[k] >= forward[i] ? 1 : -1);
      if (price[k] >= 0.005) k++;
    }
  }
  return { forward, strikes, price };
}

// Newton's price is the difference of two of the forward's size, and so right to 1e-16 of that: 1e-10 of half a cent.
const NEWTON = 1e-8;
const SAME_WAY = 1e-12;

const row = (steps, name, { atLeast, atLeastOfC }) => ({
  name: `implied volatility of 1 M quotes, ${name}`,
  async setUp() {
    const { forward, strikes, price } = market();
    const inputs = { "forward.f64": forward, "strikes.f64": strikes, "price.f64": price };
    const numpy = await startPeer("implied.py", { inputs, needs: ["numpy", "scipy"] });
    const c = await startPeer("implied.c", { inputs });
    const found = new Float64Array(strikes.length);
    const chain = (column) => Array.from(forward, (_, i) => column.subarray(i * STRIKES, (i + 1) * STRIKES));
    const [outs, prices, chains] = [found, price, strikes].map(chain);
    const same = (peer, tolerance) => async () => {
      await peer.save();
      return close(found, peer.float64("deviation.f64"), tolerance);
    };
    const peer = (name, process, round, tolerance, atLeast) => ({
      peer: name,
      theirs: roundOf(process, round),
      same: same(process, tolerance),
      timed: true,
      atLeast,
    });
    return {
      ours: () => {
        for (let i = 0; i < CHAINS; i++) impliedDeviations(outs[i], prices[i], chains[i], forward[i], steps);
      },
      peers: [
        peer("numpy Newton x 20, whole grid", numpy, "whole", NEWTON, atLeast),
        peer("the same in place, blocks of 8 k", numpy, "blocks", NEWTON, atLeast),
        peer("C -O3, one at a time", c, steps === 1 ? "one" : "two", SAME_WAY, atLeastOfC),
      ],
      close: () => [numpy, c].forEach((peer) => peer.close?.()),
    };
  },
});

export const rows = [row(2, "two steps", { atLeast: 3 }), row(1, "one step", { atLeast: 5, atLeastOfC: 0.4 })];
