import { createRequire } from "node:module";
import { roundOf, startPeer } from "../peer.mjs";
import { close, numbers } from "../random.mjs";

const { chainValues } = createRequire(import.meta.url)("../../../dist/engine/chain-greeks.js");

const CHAINS = 2_500;
const STRIKES = 200;

/** Chains of a day: forwards of any size, strikes 0.1 % apart, a smile, from a whole session to two minutes left. */
function market() {
  const random = numbers(11);
  const of = (length, value) => Float64Array.from({ length }, value);
  const spot = of(CHAINS, () => 20 * 300 ** random());
  const forward = spot.map((s) => s * (1 + 0.001 * (random() - 0.5)));
  const hours = of(CHAINS, () => 0.03 + 6.47 * random());
  const atTheMoney = of(CHAINS, () => 0.08 + 0.6 * random());
  const distance = (i) => 0.001 * ((i % STRIKES) - STRIKES / 2 + 0.37);
  const strikes = of(CHAINS * STRIKES, (_, i) => spot[Math.floor(i / STRIKES)] * (1 + distance(i)));
  const volatility = of(
    CHAINS * STRIKES,
    (_, i) => atTheMoney[Math.floor(i / STRIKES)] * (1 + 5 * Math.abs(distance(i))),
  );
  return { spot, forward, hours, strikes, volatility, log_strikes: strikes.map(Math.log) };
}

const OUTPUTS = ["callPrice", "putPrice", "callDelta", "gamma", "vanna", "charm"];
const PEERS_NAMES = ["call", "put", "delta", "gamma", "vanna", "charm"];
// Below these a column is compared absolutely: vanna and charm keep the digits of d2, which passes through 0.
const SIZES = [1e-9, 1e-9, 1e-9, 1e-9, 0.1, 0.1];
/** By parity a price keeps the digits of the forward only. */
const SIZES_BY_PARITY = [1, 1, 1e-9, 1e-9, 0.1, 0.1];

export const rows = [
  {
    name: `greeks of ${CHAINS} chains of ${STRIKES}, price and four, call and put`,
    async setUp() {
      const columns = market();
      const inputs = Object.fromEntries(Object.entries(columns).map(([name, column]) => [`${name}.f64`, column]));
      const numpy = await startPeer("chain-greeks.py", { inputs, needs: ["numpy", "scipy"] });
      const c = await startPeer("chain-greeks.c", { inputs });

      const { spot, forward, hours, strikes, volatility, log_strikes: logStrikes } = columns;
      const names = OUTPUTS;
      const grid = Object.fromEntries(names.map((name) => [name, new Float64Array(strikes.length)]));
      const part = (column, i) => column.subarray(i * STRIKES, (i + 1) * STRIKES);
      const outs = Array.from(spot, (_, i) => Object.fromEntries(names.map((name) => [name, part(grid[name], i)])));
      const chains = Array.from(spot, (_, i) => ({
        strikes: part(strikes, i),
        logStrikes: part(logStrikes, i),
        forward: forward[i],
        spot: spot[i],
        hours: hours[i],
      }));
      const same = (peer, sizes) => async () => {
        await peer.save();
        return OUTPUTS.every((name, i) => close(grid[name], peer.float64(`${PEERS_NAMES[i]}.f64`), 1e-8, sizes[i]));
      };
      const against = (peer, process, round, sizes, atLeast) => ({
        peer,
        theirs: roundOf(process, round),
        same: same(process, sizes),
        timed: true,
        atLeast,
      });
      return {
        ours: () => {
          for (let i = 0; i < CHAINS; i++) chainValues(outs[i], chains[i], volatility, i * STRIKES);
        },
        peers: [
          // What ours is held to; the others are there to see how far numpy goes.
          against("numpy + scipy, whole grid", numpy, "plain", SIZES_BY_PARITY, 1.8),
          against("the same in place", numpy, "parity", SIZES_BY_PARITY),
          against("by two tails, in place", numpy, "whole", SIZES),
          against("the same, blocks of 8 k", numpy, "blocks", SIZES),
          against("C -O3", c, "chains", SIZES, 0.5),
        ],
        rounds: 12,
        close: () => [numpy, c].forEach((peer) => peer.close?.()),
      };
    },
  },
];
