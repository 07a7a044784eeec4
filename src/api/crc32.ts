/** The polynomial of gzip's CRC-32 with its bits reversed, as its bytes are read: bit 31 is x^0. */
const POLYNOMIAL = 0xedb88320;

/** x^(8 * 2^i) modulo the polynomial: what doubling numbers of bytes multiply a checksum by. */
const POWERS: readonly number[] = powers();

/**
 * What a checksum is multiplied by when so many bytes follow, for {@link joinedCrc}.
 *
 * @param bytes a whole number from 0, below 2^32
 */
export function crcShift(bytes: number): number {
  let shift = 0x80000000;
  for (let i = 0, left = bytes >>> 0; left !== 0; i++, left >>>= 1)
    if ((left & 1) === 1) shift = times(POWERS[i], shift);
  return shift;
}

/**
 * The CRC-32 of two texts behind one another, from that of each. The method is that of zlib's `crc32_combine`: a checksum is
 * the remainder of a polynomial, and bytes that follow multiply it by a power of x.
 *
 * @param shift {@link crcShift} of the length of the second
 * @example joinedCrc(crc32("a"), crc32("bc"), crcShift(2)) === crc32("abc")
 */
export function joinedCrc(first: number, second: number, shift: number): number {
  return (times(shift, first) ^ second) >>> 0;
}

/** The product of two polynomials modulo that of the checksum. */
function times(a: number, b: number): number {
  let product = 0;
  for (let left = a | 0; left !== 0; left <<= 1) {
    if (left < 0) product ^= b;
    b = (b >>> 1) ^ (POLYNOMIAL & -(b & 1));
  }
  return product >>> 0;
}

function powers(): number[] {
  // x^8, the bit that is eight below that of x^0.
  const found = [0x00800000];
  while (found.length < 32) found.push(times(found.at(-1)!, found.at(-1)!));
  return found;
}
