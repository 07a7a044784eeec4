/** The same numbers from 0 to 1 every time: a linear congruential generator, good enough for inputs. */
export function numbers(seed) {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

/** Whether all of `ours` are within `tolerance` of `theirs`, as a part of it or of `size`, whichever is more. */
export function close(ours, theirs, tolerance, size = 0) {
  if (ours.length !== theirs.length || ours.length === 0) return false;
  for (let i = 0; i < ours.length; i++)
    if (!(Math.abs(ours[i] - theirs[i]) <= tolerance * Math.max(size, Math.abs(theirs[i])))) return false;
  return true;
}
