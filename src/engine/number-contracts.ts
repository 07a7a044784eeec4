import { contractOf, TICKS_PER_DOLLAR } from "./tape.js";

/** The contracts of some tables, see {@link numberContracts}. */
export interface NumberedContracts {
  /** The different strikes, ascending, in ticks. */
  readonly strikes: Int32Array;
  /** For each table the contract number of its rows. */
  readonly contracts: readonly Int32Array[];
}

/** Spreads neighbouring numbers over a table: 2^32 over the golden ratio. */
const SPREAD = 0x9e3779b1;

/**
 * Numbers the contracts of all tables together: of `strike` in USD, a tick or more, and `right`, +1 or -1. A strike is
 * found by its ticks: 61.35 written by one table as a 32-bit float is no other strike than 61.35.
 */
export function numberContracts(
  tables: readonly { readonly strike: Float64Array; readonly right: Float64Array }[],
): NumberedContracts {
  const places = new StrikePlaces();
  const contracts = tables.map(({ strike, right }) => {
    const contract = new Int32Array(strike.length);
    for (let row = 0; row < contract.length; row++)
      // As contractOf, without a branch that would be guessed wrong every other time.
      contract[row] = 2 * places.of(Math.round(strike[row] * TICKS_PER_DOLLAR)) + ((1 - right[row]) >> 1);
    return contract;
  });
  const strikes = Int32Array.from(places.strikes).sort();
  const number = new Int32Array(2 * strikes.length);
  strikes.forEach((strike, k) => {
    for (const right of [1, -1] as const) number[contractOf(places.of(strike), right)] = contractOf(k, right);
  });
  for (const contract of contracts)
    for (let row = 0; row < contract.length; row++) contract[row] = number[contract[row]];
  return { strikes, contracts };
}

/** Numbers strikes in the order in which they are first met: a hash table with open addressing, at most half full. */
class StrikePlaces {
  readonly strikes: number[] = [];
  /** The strike in each slot, ticks, or 0. */
  #ticks: Int32Array = new Int32Array(1024);
  #place: Int32Array = new Int32Array(1024);

  of(ticks: number): number {
    const slot = this.#slot(ticks);
    if (this.#ticks[slot] !== 0) return this.#place[slot];
    if (2 * this.strikes.length >= this.#ticks.length) {
      this.#ticks = new Int32Array(2 * this.#ticks.length);
      this.#place = new Int32Array(this.#ticks.length);
      this.strikes.forEach((strike, place) => this.#put(strike, place));
    }
    this.#put(ticks, this.strikes.length);
    return this.strikes.push(ticks) - 1;
  }

  #put(ticks: number, place: number): void {
    const slot = this.#slot(ticks);
    this.#ticks[slot] = ticks;
    this.#place[slot] = place;
  }

  #slot(ticks: number): number {
    const mask = this.#ticks.length - 1;
    let slot = (Math.imul(ticks, SPREAD) >>> 12) & mask;
    while (this.#ticks[slot] !== 0 && this.#ticks[slot] !== ticks) slot = (slot + 1) & mask;
    return slot;
  }
}
