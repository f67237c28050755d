/**
 * Remembers the results of a function without side effects.
 *
 * @param most number of results to keep. All are then forgotten, which costs less than finding the oldest
 * @param keyOf tells inputs apart that are not equal by identity
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
