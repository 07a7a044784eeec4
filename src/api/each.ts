/**
 * Does something with each of what an async iterator brings, one after the other, and resolves when it ends: what
 * `for await` does, where there can be none, as at the top of a cell.
 *
 * @returns how many there were
 * @throws what the iterator or `use` throws; the iterator is closed then.
 * @example await each(watchBoard(() => flow.leaderboard()), ({ changes }) => console.table(changes));
 */
export async function each<T>(items: AsyncIterable<T>, use: (item: T) => unknown): Promise<number> {
  let count = 0;
  for await (const item of items) {
    await use(item);
    count++;
  }
  return count;
}
