import { NO_PRICE } from "./tape.js";

/**
 * One way to tell a trade's side. P is its price, B and A the quote before it, M = (B + A) / 2; prices are compared in
 * whole ticks, so that a trade at the exact middle is never taken for a side. A crossed quote tells nothing.
 *
 *   quote         above M a buy, below it a sell
 *   at_quotes     A a buy, B a sell, nothing between or beyond
 *   outer_quotes  within the outer 30 % of the spread on A's side a buy, on B's side a sell, beyond the quotes nothing
 *   depth         at M: the larger offered size a buy, the larger bid size a sell
 *   trade_size    the size offered a sell, the size bid a buy: a customer's resting order was filled, the opposite of the
 *                 quote's reading; nothing when both sizes are the trade's
 *   tick          above the contract's last different price a buy, below it a sell
 *   reverse_tick  below the contract's next different price a sell, above it a buy: looks ahead
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

/** Published rules that are made of layers, see {@link aggressorLayers}. */
export type ComposedRule = "lee_ready" | "emo" | "clnv" | "stacked";

/** A layer, or a rule that is made of some. */
export type AggressorRule = AggressorLayer | ComposedRule;

/**
 * Published rules, as the layers they are made of; the first layer that decides is right.
 *
 *   lee_ready  quote, then tick (Lee and Ready 1991)
 *   emo        at the quotes by the quote, else by the tick test (Ellis, Michaely and O'Hara 2000)
 *   clnv       in the outer 30 % of the spread by the quote, else by the tick test (Chakrabarty, Li, Nguyen and Van Ness 2007)
 *   stacked    trade size, quote, depth, reverse tick (Grauer, Schuster and Uhrig-Homburg)
 */
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
 * when none does. Prices are ticks.
 *
 * @param bid 0 or {@link NO_PRICE} for none
 * @param ask {@link NO_PRICE} for none, and then there is no quote
 * @param bidSize contracts, 0 for unknown
 * @param direction sign of the change from the contract's last different price, 0 for none
 * @param nextDirection sign of the change from the contract's next different price to this one, 0 for none
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
  const quoted = ask !== NO_PRICE && low <= ask;
  // Twice the distance from the middle.
  const above = 2 * price - low - ask;
  for (let i = 0; i < codes.length; i++) {
    let side = 0;
    switch (codes[i]) {
      case 0:
        if (quoted) side = above;
        break;
      case 1:
        if (quoted && low < ask) side = price === ask ? 1 : price === low ? -1 : 0;
        break;
      case 2: {
        if (!quoted || price > ask || price < low || low === ask) break;
        const outer = 3 * (ask - low);
        side = 10 * (ask - price) <= outer ? 1 : 10 * (price - low) <= outer ? -1 : 0;
        break;
      }
      case 3:
        if (quoted && above === 0 && bidSize > 0 && askSize > 0) side = askSize - bidSize;
        break;
      case 4:
        if (quoted && (size === askSize) !== (size === bidSize)) side = size === askSize ? -1 : 1;
        break;
      case 5:
        side = direction;
        break;
      default:
        side = nextDirection;
    }
    if (side > 0) return i + 1;
    if (side < 0) return -i - 1;
  }
  return 0;
}
