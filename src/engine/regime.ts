/** What the sign of net GEX says. The vendor's older word for neither is kept; its newer notes call it `unknown`. */
export type Regime = "positive_gamma" | "negative_gamma" | "undetermined";

/** Regime of a net GEX; a net GEX of 0 or NaN has none. */
export function regimeOf(netGex: number): Regime {
  return netGex > 0 ? "positive_gamma" : netGex < 0 ? "negative_gamma" : "undetermined";
}
