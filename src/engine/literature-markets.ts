import type { MarketKnobs } from "./simulate-knobs.js";

/**
 * Knobs at which rules are about as often right as Savickas and Wilson (2003) found on the CBOE of 1995, where customers'
 * true sides are known: 15 % of trades are complex legs, on which a rule is a coin's toss. Accuracy against the customer's
 * side of classified trades, mean and deviation over the markets of seeds 1 to 8, all twelve names:
 *
 *   rule       published   here
 *   quote      83 %        83.1 % (0.14); without the legs 88.6 % (0.13), published above 87 %
 *   lee_ready  80 %        80.8 % (0.17)
 *   emo        77 %        77.2 % (0.14)
 *   tick       59 %        60.3 % (0.30)
 *
 * Of all trades, unclassified ones taken for wrong, the quote rule has 77.7 % (0.22) here, and 79.0 % as published.
 *
 * @example FlowEngine.simulate({ seed: 7, ...LITERATURE_1995 });
 */
export const LITERATURE_1995: Readonly<MarketKnobs> = {
  customerLimitOrders: 0.1,
  quoteLag: 0,
  multiLeg: 0.15,
  inside: 0.16,
};

/**
 * Knobs at which rules are about as often right as on the ISE and CBOE of 2005 to 2021 (Grauer, Schuster and
 * Uhrig-Homburg, 2024; Bilz, 2024, the ISE's figures here): over a third of customers' trades are resting orders that are
 * hit, which rules on prices read the wrong way round and the trade-size layer in part the right one. As above:
 *
 *   rule       published   here
 *   quote      63.7 %      63.3 % (0.14)
 *   lee_ready  63.6 %      63.1 % (0.15)
 *   clnv       59.6 %      58.9 % (0.16)
 *   emo        57.1 %      57.1 % (0.14)
 *   tick       49.7 %      53.3 % (0.22)
 *   stacked    75.5 %      74.2 % (0.13)
 */
export const LITERATURE_2021: Readonly<MarketKnobs> = {
  customerLimitOrders: 0.36,
  quoteLag: 0,
  multiLeg: 0,
  inside: undefined,
};
