/**
 * How far from the spot {@link StrikeGrid.near} reaches, to both sides: a fraction of the spot, percent of it, dollars,
 * or multiples of one standard deviation of the move that is still expected, which is given in USD, since a grid does
 * not know it: `snapshot.expected_move.remaining_1sd_dollars`.
 */
export type Near =
  | number
  | { readonly percent: number }
  | { readonly dollars: number }
  | { readonly sigmas: number; readonly sigma: number };

/**
 * The lowest and the highest strike that are near a spot.
 *
 * @throws RangeError for what is not above 0, for a fraction of 1 or 100 % and more, and for anything else than one of
 *   the four.
 * @example nearBounds({ dollars: 5 }, 500) // [495, 505]
 */
export function nearBounds(near: Near, spot: number): [number, number] {
  if (typeof near === "number") {
    if (!(near > 0 && near < 1))
      throw new RangeError(
        `near takes a fraction of the spot, such as 0.01 for 1 %, not ${near}; ` +
          `or { percent: 1 }, { dollars: 5 }, { sigmas: 2, sigma: 3.4 }`,
      );
    return [spot * (1 - near), spot * (1 + near)];
  }
  const { percent, dollars, sigmas, sigma } = near as Partial<
    Record<"percent" | "dollars" | "sigmas" | "sigma", number>
  >;
  const reaches = [percent, dollars, sigmas].filter((reach) => reach !== undefined);
  if (reaches.length !== 1)
    throw new RangeError(
      `near takes one of { percent }, { dollars } and { sigmas, sigma }, not ${JSON.stringify(near)}`,
    );
  if (percent !== undefined) {
    if (!(percent > 0 && percent < 100))
      throw new RangeError(`near: percent of the spot is a number above 0 and below 100, not ${percent}`);
    return [spot * (1 - percent / 100), spot * (1 + percent / 100)];
  }
  let reach = positive(reaches[0], dollars === undefined ? "sigmas, how many moves to reach," : "dollars");
  if (dollars === undefined)
    reach *= positive(sigma, "sigma, one standard deviation of the remaining move in USD (remaining_1sd_dollars),");
  return [spot - reach, spot + reach];
}

function positive(value: number | undefined, what: string): number {
  if (typeof value === "number" && value > 0 && value < Infinity) return value;
  throw new RangeError(`near: ${what} is a number above 0, not ${String(value)}`);
}
