/**
 * A column as doubles: itself where it is a Float64Array, else a copy of it, in which whatever is no number is NaN; by
 * itself, JavaScript would make 0 of null.
 *
 * @param length that it must have
 * @throws RangeError naming the column, its length and the expected one.
 */
export function doublesOf(name: string, column: ArrayLike<number>, length: number): Float64Array {
  checkLength(name, column, length);
  if (column instanceof Float64Array) return column;
  const doubles = new Float64Array(length);
  for (let i = 0; i < length; i++) doubles[i] = typeof column[i] === "number" ? column[i] : NaN;
  return doubles;
}

/**
 * A column of rights as doubles.
 *
 * @throws RangeError as {@link doublesOf} does, or naming the first entry that is neither +1 nor -1.
 */
export function rightsOf(column: ArrayLike<number>, length: number): Float64Array {
  const rights = doublesOf("right", column, length);
  // A comparison with either would be guessed wrong half of the time.
  for (let i = 0; i < length; i++)
    if (Math.abs(rights[i]) !== 1)
      throw new RangeError(`right[${i}] is ${String(column[i])}; a call is +1 and a put -1`);
  return rights;
}

/** @throws RangeError where a column is of another length. */
export function checkLength(name: string, column: ArrayLike<number>, length: number): void {
  if (column.length !== length)
    throw new RangeError(`${name} has ${column.length} entries, but forward has ${length}; columns are of one length`);
}
