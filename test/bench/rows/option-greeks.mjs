import { createRequire } from "node:module";
import { roundOf, startPeer } from "../peer.mjs";
import { close, numbers } from "../random.mjs";

const { optionGreeks } = createRequire(import.meta.url)("../../../dist/engine/option-greeks.js");

const OPTIONS = 1_000_000;

/** Calls and puts on forwards of any size, two minutes to a whole session before the close, up to four deviations away. */
function market() {
  const random = numbers(17);
  const of = (value) => Float64Array.from({ length: OPTIONS }, value);
  const spot = of(() => 20 * 300 ** random());
  const forward = spot.map((s) => s * (1 + 0.001 * (random() - 0.5)));
  const hours = of(() => 0.03 + 6.47 * random());
  const volatility = of(() => 0.08 + 0.6 * random());
  const right = of(() => (random() < 0.5 ? 1 : -1));
  const strike = of(
    (_, i) => forward[i] * Math.exp(volatility[i] * Math.sqrt(hours[i] / (6.5 * 252)) * (8 * random() - 4)),
  );
  return { forward, spot, strike, right, hours, volatility };
}

// Below these a column is compared absolutely: numpy's price has the digits of the forward only, and vanna and charm keep
// those of d2, which passes through 0.
const SIZES = { price: 6000, delta: 1e-9, gamma: 1e-9, vanna: 0.1, charm: 0.1, theta: 1e-9, vega: 1e-9 };

export const rows = [
  {
    name: "price and six greeks of 1 M single options from six columns",
    async setUp() {
      const columns = market();
      const inputs = Object.fromEntries(Object.entries(columns).map(([name, column]) => [`${name}.f64`, column]));
      const numpy = await startPeer("option-greeks.py", { inputs, needs: ["numpy", "scipy"] });
      const out = optionGreeks(columns);
      const same = async () => {
        await numpy.save();
        return Object.entries(SIZES).every(([name, size]) =>
          close(out[name], numpy.float64(`${name}.f64`), 1e-10, size),
        );
      };
      const peer = (name, round) => ({ peer: name, theirs: roundOf(numpy, round), same, timed: true, atLeast: 0.9 });
      return {
        ours: () => optionGreeks(columns, out),
        peers: [peer("numpy + scipy, whole columns", "whole"), peer("the same in place, blocks of 8 k", "blocks")],
        rounds: 12,
        close: () => numpy.close?.(),
      };
    },
  },
];
