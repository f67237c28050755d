/**
 * Remembers the results of a function without side effects, which is then called again for keys that come often.
 *
 * @param most how many results to remember. Then all are forgotten, which costs less than to find the oldest
 */
export function remember<K, V extends NonNullable<unknown>>(
  most: number,
  make: (key: K) => V,
): (key: K) => V {
  const remembered = new Map<K, V>();
  return (key) => {
    const known = remembered.get(key);
    if (known !== undefined) return known;
    if (remembered.size >= most) remembered.clear();
    const made = make(key);
    remembered.set(key, made);
    return made;
  };
}
