import type { Session } from "../session.js";
import type { Random } from "../random.js";
import type { TradeColumns } from "./tape.js";

/**
 * The dealers' book before the open, whole contracts, + long, never more than is open: long calls and short puts by
 * tendency, since customers write calls on what they hold and buy puts to protect it, with so much noise that about two
 * contracts in three have that sign.
 */
export function simulateBook(settled: Float64Array, random: Random): Float64Array {
  return settled.map((open, contract) => {
    const tendency = contract % 2 === 0 ? 0.22 : -0.22;
    const part = Math.max(-1, Math.min(1, tendency + 0.5 * random.normal()));
    return Math.round(part * open) + 0;
  });
}

/**
 * Whether each customer opened a position (1) or closed one (0). Most open, as an option of the day is bought or sold for
 * the day; from the open to the close the share of those who would rather close grows from 0.1 to 0.5. One can close no
 * more than what customers hold on that side, and opens otherwise.
 *
 * @param customer +1 bought, -1 sold, by trade
 * @param dealers what the dealers held before the first trade, by contract
 */
export function simulateOpens(
  { time, contract: contractOf, size }: TradeColumns,
  customer: Int8Array,
  settled: Float64Array,
  dealers: Float64Array,
  { open, close }: Session,
  random: Random,
): Uint8Array {
  const long = settled.map((contracts, contract) => contracts - Math.max(0, dealers[contract]));
  const short = settled.map((contracts, contract) => contracts - Math.max(0, -dealers[contract]));
  const opens = new Uint8Array(time.length);
  for (let trade = 0; trade < time.length; trade++) {
    const contract = contractOf[trade];
    const [own, other] = customer[trade] === 1 ? [long, short] : [short, long];
    const closes = random.uniform() < 0.1 + (0.4 * (time[trade] - open)) / (close - open);
    if (closes && other[contract] >= size[trade]) other[contract] -= size[trade];
    else {
      own[contract] += size[trade];
      opens[trade] = 1;
    }
  }
  return opens;
}
