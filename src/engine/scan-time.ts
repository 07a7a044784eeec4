const [DASH, PLUS, DOT, COLON, SPACE, LETTER_T, LETTER_Z, ZERO] = [45, 43, 46, 58, 32, 84, 90, 48];

/** Microseconds in the last place of a fraction of so many digits. */
const MICROS: Float64Array = Float64Array.from({ length: 7 }, (_, digits) => 10 ** (6 - digits));

/** How many bytes from a cell's first have to be there: the longest time and what ends it. */
export const TIME_BYTES = 40;

/**
 * Reads times such as `2015-12-24T09:30:05.123-05:00` from bytes: years 1970 to 2099, a `T` or a space, seconds, up to
 * nine digits of their fraction, of which six count, then `Z` or an offset of up to 14 hours with or without its minutes.
 * Times of one minute follow each other, so what stands before the seconds is read once a minute.
 */
export class TimeScanner {
  #a = 0;
  #b = 0;
  #c = 0;
  #d = 0;
  #minute = NaN;

  /**
   * Reads the time at a place, to which {@link TIME_BYTES} must follow, into `times[row]` as epoch milliseconds. Gives
   * where it ends, -1 when there is none: a double as result would be an object for each.
   */
  read(bytes: Uint8Array, view: DataView, from: number, times: Float64Array, row: number): number {
    const a = view.getInt32(from, true);
    const b = view.getInt32(from + 4, true);
    const c = view.getInt32(from + 8, true);
    const d = view.getInt32(from + 12, true);
    if (d !== this.#d || c !== this.#c || b !== this.#b || a !== this.#a) {
      this.#minute = minuteAt(bytes, from);
      this.#a = a;
      this.#b = b;
      this.#c = c;
      this.#d = d;
    }
    const second = twoDigits(bytes, from + 17);
    if (bytes[from + 16] !== COLON || second > 59) return -1;
    let micros = 1_000_000 * second;

    let at = from + 19;
    if (bytes[at] === DOT) {
      const first = ++at;
      let fraction = 0;
      for (let digit = bytes[at] - ZERO; digit >>> 0 <= 9 && at < first + 6; digit = bytes[++at] - ZERO)
        fraction = (fraction * 10 + digit) | 0;
      micros += fraction * MICROS[at - first];
      while ((bytes[at] - ZERO) >>> 0 <= 9) at++;
      if (at === first || at > first + 9) return -1;
    }

    const sign = bytes[at++];
    if (sign !== LETTER_Z) {
      if (sign !== DASH && sign !== PLUS) return -1;
      const hours = twoDigits(bytes, at);
      at += 2;
      let minutes = 0;
      if (bytes[at] === COLON) minutes = twoDigits(bytes, ++at);
      else if (bytes[at] >= ZERO && bytes[at] <= ZERO + 9) minutes = twoDigits(bytes, at);
      else at -= 2;
      at += 2;
      if (hours > 14 || minutes > 59) return -1;
      micros += (sign === DASH ? 60_000_000 : -60_000_000) * (60 * hours + minutes);
    }
    const time = (this.#minute + micros) / 1000;
    times[row] = time;
    return Number.isNaN(time) ? -1 : at;
  }
}

/** Epoch microseconds of `2015-12-24T09:30`, taken for UTC; NaN when it is no such minute. */
function minuteAt(bytes: Uint8Array, from: number): number {
  const year = 100 * twoDigits(bytes, from) + twoDigits(bytes, from + 2);
  const month = twoDigits(bytes, from + 5);
  const day = twoDigits(bytes, from + 8);
  const between = bytes[from + 10];
  const hour = twoDigits(bytes, from + 11);
  const minute = twoDigits(bytes, from + 14);
  const shaped =
    bytes[from + 4] === DASH &&
    bytes[from + 7] === DASH &&
    (between === LETTER_T || between === SPACE) &&
    bytes[from + 13] === COLON;
  if (!shaped || year < 1970 || year > 2099 || month < 1 || month > 12 || hour > 23 || minute > 59) return NaN;
  const start = Date.UTC(year, month - 1, day, hour, minute);
  return day >= 1 && new Date(start).getUTCDate() === day ? 1000 * start : NaN;
}

/** The number of two digits, 100 or more when they are none. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] - ZERO) >>> 0;
  const ones = (bytes[at + 1] - ZERO) >>> 0;
  return tens > 9 || ones > 9 ? 0x7fff : 10 * tens + ones;
}
