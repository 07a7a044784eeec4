/**
 * Confidence in classified flow as a change of open interest: the value that the vendor publishes as calibrated against
 * the next day's open interest.
 */
export const EFFECTIVE_OI_WEIGHT = 0.43;

/**
 * Effective open interest of each contract at the end of each bar: settled open interest plus `weight` times the net
 * contracts bought since the open, never below 0, contract by contract. An estimate: the tape does not say whether a
 * trade opened or closed a position.
 *
 * @param openInterest settled, by contract
 * @param net `net[contract * bars + bar]`, see {@link netContracts}
 * @returns `[contract * bars + bar]`, contracts
 */
export function effectiveOpenInterest(
  openInterest: Float64Array,
  net: Float64Array,
  weight: number = EFFECTIVE_OI_WEIGHT,
): Float64Array {
  const effective = new Float64Array(net.length);
  const bars = openInterest.length === 0 ? 0 : net.length / openInterest.length;
  for (let contract = 0; contract < openInterest.length; contract++) {
    let cumulative = 0;
    for (let bar = 0; bar < bars; bar++) {
      cumulative += net[contract * bars + bar];
      effective[contract * bars + bar] = Math.max(0, openInterest[contract] + weight * cumulative);
    }
  }
  return effective;
}
