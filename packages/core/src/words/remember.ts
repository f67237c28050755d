/**
 * Caches the results of a function without side effects.
 *
 * @param most number of results to keep. Then all are dropped, which costs less than finding the oldest
 * @param keyOf key of an input; defaults to the input itself
 */
export function remember<Input, Result extends NonNullable<unknown>>(
  most: number,
  make: (input: Input) => Result,
  keyOf: (input: Input) => unknown = (input) => input,
): (input: Input) => Result {
  const remembered = new Map<unknown, Result>();
  return (input) => {
    const key = keyOf(input);
    const known = remembered.get(key);
    if (known !== undefined) return known;
    if (remembered.size >= most) remembered.clear();
    const made = make(input);
    remembered.set(key, made);
    return made;
  };
}
