import { NO_PRICE } from "./tape.js";

/**
 * One way to tell a trade's side. P is its price, B and A the quote before it, M = (B + A) / 2; prices are compared in
 * whole ticks, so that a trade at the exact middle is never taken for a side. A missing bid is 0, a missing offer is no
 * quote, and a crossed quote tells nothing.
 *
 *   quote         above M a buy, below it a sell
 *   at_quotes     at A a buy, at B a sell; nothing between or beyond, or in a locked market
 *   outer_quotes  in the upper 30 % of the spread, its ends included, a buy, in the lower 30 % a sell; nothing beyond the
 *                 quotes or in a locked market
 *   depth         at M: the larger size offered a buy, the larger size bid a sell; nothing when one is unknown
 *   trade_size    of exactly the size offered a sell, of exactly the size bid a buy, the opposite of the quote's reading:
 *                 it was a customer's limit order that was filled; nothing when both are equal to the trade's
 *   tick          above the contract's last different price a buy, below it a sell
 *   reverse_tick  above the contract's next different price a buy, below it a sell: it looks ahead, and at the end of a
 *                 tape knows less than it will
 */
export const AGGRESSOR_LAYERS = [
  "quote",
  "at_quotes",
  "outer_quotes",
  "depth",
  "trade_size",
  "tick",
  "reverse_tick",
] as const;

/** One of {@link AGGRESSOR_LAYERS}. */
export type AggressorLayer = (typeof AGGRESSOR_LAYERS)[number];

/**
 * Published rules, which are made of layers; the first that decides is taken.
 *
 *   lee_ready  quote, then tick (Lee and Ready 1991)
 *   emo        at the quotes by the quote, else by the tick test (Ellis, Michaely and O'Hara 2000)
 *   clnv       in the outer 30 % of the spread by the quote, else by the tick test (Chakrabarty, Li, Nguyen and Van Ness
 *              2007)
 *   stacked    trade size, quote, depth, reverse tick (Grauer, Schuster and Uhrig-Homburg, SSRN 4098475)
 */
export type ComposedRule = "lee_ready" | "emo" | "clnv" | "stacked";

/** A layer, or a rule that is made of some. */
export type AggressorRule = AggressorLayer | ComposedRule;

const COMPOSED: Record<ComposedRule, readonly AggressorLayer[]> = {
  lee_ready: ["quote", "tick"],
  emo: ["at_quotes", "tick"],
  clnv: ["outer_quotes", "tick"],
  stacked: ["trade_size", "quote", "depth", "reverse_tick"],
};

/** All names that a rule can have. */
export const AGGRESSOR_RULES: readonly AggressorRule[] = [
  ...AGGRESSOR_LAYERS,
  ...(Object.keys(COMPOSED) as ComposedRule[]),
];

/** Layers in the order in which they are asked. */
export interface AggressorLayers {
  readonly names: readonly AggressorLayer[];
  /** The same as positions in {@link AGGRESSOR_LAYERS}. */
  readonly codes: Uint8Array;
  /** Whether one of them needs later trades. */
  readonly looksAhead: boolean;
}

/**
 * The layers that rules are made of, each once, in order.
 *
 * @throws RangeError for no rule, or one that is not known.
 * @example aggressorLayers(["trade_size", "lee_ready"]).names // ["trade_size", "quote", "tick"]
 */
export function aggressorLayers(rules: AggressorRule | readonly AggressorRule[]): AggressorLayers {
  const given = typeof rules === "string" ? [rules] : rules;
  const unknown = given.find((rule) => !AGGRESSOR_RULES.includes(rule));
  if (given.length === 0 || unknown !== undefined)
    throw new RangeError(
      `rules must be ${given.length === 0 ? "one or more" : "some"} of ${AGGRESSOR_RULES.join(", ")}, not ` +
        (unknown === undefined ? "none" : `"${String(unknown)}"`),
    );
  const layers = given.flatMap((rule): readonly AggressorLayer[] =>
    rule in COMPOSED ? COMPOSED[rule as ComposedRule] : [rule as AggressorLayer],
  );
  const names = [...new Set(layers)];
  const codes = Uint8Array.from(names, (name) => AGGRESSOR_LAYERS.indexOf(name));
  return { names, codes, looksAhead: names.includes("reverse_tick") };
}

/**
 * The side of a trade by the first layer that decides: + (its position + 1) for a buy, - (its position + 1) for a sell, 0
 * when none does. Prices are whole ticks, sizes contracts.
 *
 * @param bid 0 or {@link NO_PRICE} for none
 * @param ask {@link NO_PRICE} or 0 for none, and then there is no quote
 * @param bidSize 0 for unknown
 * @param askSize 0 for unknown
 * @param direction sign of the change from the contract's last different price to this one, 0 for none
 * @param nextDirection sign of the change from the contract's next different price back to this one, 0 for none
 */
export function aggressorOf(
  codes: Uint8Array,
  price: number,
  size: number,
  bid: number,
  ask: number,
  bidSize: number,
  askSize: number,
  direction: number,
  nextDirection: number,
): number {
  const low = bid === NO_PRICE ? 0 : bid;
  // An offer at 0 is none either, as whoever fills columns by hand may write it: every price would be above its middle.
  const quoted = ask > 0 && low <= ask;
  // P > M where P - B > A - P: exact, and as differences of comparisons faster than with branches.
  const overBid = price - low;
  const underAsk = ask - price;
  for (let i = 0; i < codes.length; i++) {
    let side = 0;
    switch (codes[i]) {
      case 0:
        if (quoted) side = Number(overBid > underAsk) - Number(overBid < underAsk);
        break;
      case 1:
        if (quoted) side = Number(underAsk === 0) - Number(overBid === 0);
        break;
      case 2: {
        if (!quoted || overBid < 0 || underAsk < 0) break;
        const outer = 3 * (ask - low);
        side = Number(10 * underAsk <= outer) - Number(10 * overBid <= outer);
        break;
      }
      case 3:
        if (quoted && overBid === underAsk && bidSize > 0 && askSize > 0)
          side = Number(askSize > bidSize) - Number(askSize < bidSize);
        break;
      case 4:
        if (quoted) side = Number(size === bidSize) - Number(size === askSize);
        break;
      case 5:
        side = direction;
        break;
      default:
        side = nextDirection;
    }
    if (side !== 0) return side * (i + 1);
  }
  return 0;
}
