import { describe, expect, test } from "vitest";
import { impliedDeviation } from "../../src/engine/black.js";
import { SESSION_HOURS_PER_YEAR } from "../../src/engine/session-clock.js";
import { type CarriedOption, carriedOption, optionOnForward } from "./one-option.js";

type Greeks = ReturnType<typeof carriedOption>;

function expectWithin(option: CarriedOption, published: Partial<Greeks>, tolerance: (value: number) => number): void {
  const ours = carriedOption(option);
  for (const [name, value] of Object.entries(published))
    expect(
      Math.abs(ours[name as keyof Greeks] - value),
      `${name} of ${JSON.stringify(option)} is ${ours[name as keyof Greeks]}, published ${value}`,
    ).toBeLessThanOrEqual(tolerance(value));
}

describe("greeks and prices are those that are published:", () => {
  // Haug, The Complete Guide to Option Pricing Formulas, as QuantLib's test-suite/europeanoption.cpp has them at commit
  // 02f7b8ce (QuantLib licence, BSD style). Printed with four decimals; theirs is 1e-4 as well.
  test.each<[CarriedOption, Partial<Greeks>]>([
    [{ right: 1, spot: 60, strike: 65, yield: 0, rate: 0.08, years: 0.25, volatility: 0.3 }, { price: 2.1334 }],
    [{ right: -1, spot: 100, strike: 95, yield: 0.05, rate: 0.1, years: 0.5, volatility: 0.2 }, { price: 2.4648 }],
    [{ right: -1, spot: 19, strike: 19, yield: 0.1, rate: 0.1, years: 0.75, volatility: 0.28 }, { price: 1.7011 }],
    [{ right: 1, spot: 105, strike: 100, yield: 0.1, rate: 0.1, years: 0.5, volatility: 0.36 }, { delta: 0.5946 }],
    [{ right: -1, spot: 105, strike: 100, yield: 0.1, rate: 0.1, years: 0.5, volatility: 0.36 }, { delta: -0.3566 }],
    [
      { right: 1, spot: 55, strike: 60, yield: 0, rate: 0.1, years: 0.75, volatility: 0.3 },
      { gamma: 0.0278, vega: 18.9358 },
    ],
    [
      { right: -1, spot: 430, strike: 405, yield: 0.05, rate: 0.07, years: 1 / 12, volatility: 0.2 },
      { theta: -31.1924 },
    ],
  ])("Haug's, %#", (option, published) => {
    expectWithin(option, published, () => 1e-4);
  });

  // github.com/CarloLepelaars/blackscholes, tests at commit 2bda7df5 (MIT): 55, 50, a year, 0.25 %, 15 %; annual, per 1.00.
  const inputs = { spot: 55, strike: 50, years: 1, rate: 0.0025, volatility: 0.15 } as const;
  test.each<[string, CarriedOption, Partial<Greeks>]>([
    [
      "call",
      { ...inputs, right: 1, yield: 0 },
      {
        delta: 0.766407808509462,
        gamma: 0.03712496688031454,
        vega: 16.84545372194272,
        theta: -1.3529415670754943,
        vanna: -1.178299396409533,
        charm: 0.0832677717846717,
      },
    ],
    [
      "put",
      { ...inputs, right: -1, yield: 0 },
      {
        delta: -0.233592191490538,
        gamma: 0.03712496688031454,
        vega: 16.84545372194272,
        theta: -1.2282536767758119,
        vanna: -1.178299396409533,
        charm: 0.0832677717846717,
      },
    ],
    [
      "call on a future",
      { ...inputs, right: 1, yield: inputs.rate },
      {
        price: 6.234516612704489,
        delta: 0.7593715061928189,
        gamma: 0.03747854417414418,
        vega: 17.00588941901792,
        theta: -1.2598554148945826,
        vanna: -1.1551661594303946,
      },
    ],
    [
      "put on a future",
      { ...inputs, right: -1, yield: inputs.rate },
      {
        price: 1.2470010007171901,
        delta: -0.23813161620464113,
        gamma: 0.03747854417414418,
        vega: 17.00588941901792,
        theta: -1.272324203924551,
        vanna: -1.1551661594303946,
      },
    ],
  ])("the blackscholes package's, %s", (_, option, published) => {
    // Printed with 15 digits and more.
    expectWithin(option, published, (value) => 1e-12 * Math.max(1, Math.abs(value)));
  });

  // github.com/vollib/py_vollib, tests/test_data.json at commit 9fbc623d (MIT): nine decimals, or nine or ten digits.
  test.each([
    [700, 0.5, 0.3, [4.41903257, 0.072494079, 0.00092884, -22.79726247, 68.26973773, -0.927505921, 25.96823313]],
    [950, 0.1, 0.3, [18.57782986, 0.329773023, 0.004017189, -177.8834088, 108.7653878, -0.670226977, -128.1327849]],
    [1000, 0.1, 0.3, [40.28457743, 0.539882931, 0.004184189, -213.2684285, 125.5256739, -0.460117069, -163.5178045]],
    [1050, 0.01, 2, [109.3347269, 0.635498031, 0.001789069, -3972.793095, 39.44896185, -0.364501969, -3922.818089]],
    [1400, 0.01, 2, [404.971886, 0.962858082, 0.000289721, -1182.857007, 11.35705535, -0.037141918, -1132.882001]],
  ])(
    "py_vollib's at a spot of %d",
    (spot, years, volatility, [price, delta, gamma, theta, vega, putDelta, putTheta]) => {
      const option = { spot, strike: 1000, years, rate: 0.05, yield: 0, volatility };
      const printed = (value: number): number => Math.max(5e-10, 5e-9 * Math.abs(value));
      expectWithin({ ...option, right: 1 }, { price, delta, gamma, theta, vega }, printed);
      expectWithin({ ...option, right: -1 }, { delta: putDelta, theta: putTheta }, printed);
    },
  );

  // OpenGamma Strata, BlackFormulaRepositoryTest at commit 08b2ba79 (Apache-2.0): undiscounted calls, F = 104, T = 4.5.
  test.each([
    [85, 0.1, 20.816241352493662],
    [85, 0.8, 66.87809290575849],
    [120, 0.1, 3.523029591534474],
    [120, 0.3, 20.641589813250427],
    [120, 0.8, 59.81944968154744],
  ])("Strata's call at %d and a volatility of %d", (strike, volatility, published) => {
    const { callPrice } = optionOnForward(104, 104, strike, 4.5 * SESSION_HOURS_PER_YEAR, volatility);
    expect(Math.abs(callPrice / published - 1)).toBeLessThan(1e-12);
    const deviation = impliedDeviation(published, 104, strike, 1);
    expect(Math.abs(deviation / (volatility * Math.sqrt(4.5)) - 1)).toBeLessThan(1e-12);
  });
});
