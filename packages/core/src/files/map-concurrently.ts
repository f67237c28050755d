/**
 * `Promise.all` with a limit: at most so many at once, results in the order of the items. After a failure nothing more
 * is started, what is under way ends, and then the first error is thrown: nothing goes on behind the caller's back.
 */
export async function mapConcurrently<T, U>(
  items: readonly T[],
  limit: number,
  map: (item: T) => Promise<U>,
): Promise<U[]> {
  const results: U[] = [];
  const errors: unknown[] = [];
  const queue = items.entries();
  const work = async () => {
    for (const [index, item] of queue) {
      if (errors.length > 0) return;
      try {
        results[index] = await map(item);
      } catch (error) {
        errors.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
  if (errors.length > 0) throw errors[0];
  return results;
}
