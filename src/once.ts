/**
 * A value made when it is first asked for; what it was made from is then let go of.
 *
 * @example
 * const answer = once(() => 6 * 7);
 * answer(); // 42
 */
export function once<T>(make: () => T): () => T {
  let maker: (() => T) | undefined = make;
  let made: T;
  return () => {
    if (maker !== undefined) {
      made = maker();
      maker = undefined;
    }
    return made;
  };
}
