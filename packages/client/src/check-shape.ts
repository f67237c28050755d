/** Tells where a value is not as it should be: a path such as `hits[2].score`. `undefined` when all is well. */
export type Check = (value: unknown, path: string) => string | undefined;

export const isString: Check = (value, path) => (typeof value === "string" ? undefined : path);
export const isNumber: Check = (value, path) => (typeof value === "number" ? undefined : path);
export const isBoolean: Check = (value, path) => (typeof value === "boolean" ? undefined : path);

export function isOneOf(...values: readonly string[]): Check {
  return (value, path) => (values.some((allowed) => allowed === value) ? undefined : path);
}

export function isNullOr(check: Check): Check {
  return (value, path) => (value === null ? undefined : check(value, path));
}

/** For what services of earlier versions do not say. */
export function isMissingOr(check: Check): Check {
  return (value, path) => (value === undefined ? undefined : check(value, path));
}

export function isArrayOf(check: Check): Check {
  return (value, path) => {
    if (!Array.isArray(value)) return path;
    return first(value.keys(), (index) => check(value[index], `${path}[${index}]`));
  };
}

/**
 * Every field of the type needs its check, or this does not compile. Fields beyond those are let through, so that a newer
 * server can say more than an older client asks for.
 */
export function isObjectOf<T extends object>(fields: { readonly [K in keyof Required<T>]: Check }): Check {
  return (value, path) => {
    if (typeof value !== "object" || value === null) return path;
    return first(Object.entries<Check>(fields), ([name, check]) =>
      check((value as Readonly<Record<string, unknown>>)[name], path === "" ? name : `${path}.${name}`),
    );
  };
}

/** Of an object that has some of its fields. */
export function isPartOf<T extends object>(fields: { readonly [K in keyof Required<T>]: Check }): Check {
  const checks = Object.entries<Check>(fields).map(([name, check]) => [name, isMissingOr(check)] as const);
  return isObjectOf<Record<string, unknown>>(Object.fromEntries(checks));
}

function first<T>(items: Iterable<T>, find: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
