/** Returns the path of the first invalid value, such as `hits[2].score`; `undefined` when the value is valid. */
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

/** For optional fields. */
export function isMissingOr(check: Check): Check {
  return (value, path) => (value === undefined ? undefined : check(value, path));
}

export function isArrayOf(check: Check): Check {
  return (value, path) => {
    if (!Array.isArray(value)) return path;
    return first(value.keys(), (index) => check(value[index], `${path}[${index}]`));
  };
}

/** One of several shapes. If none matches, returns the path of the value itself. */
export function isAnyOf(...checks: readonly Check[]): Check {
  return (value, path) => (checks.some((check) => check(value, path) === undefined) ? undefined : path);
}

/** Allows additional fields, so that newer servers can add some without breaking older clients. */
export function isObjectOf(fields: Readonly<Record<string, Check>>): Check {
  return (value, path) => {
    if (typeof value !== "object" || value === null) return path;
    return first(Object.entries(fields), ([name, check]) =>
      check((value as Readonly<Record<string, unknown>>)[name], path === "" ? name : `${path}.${name}`),
    );
  };
}

function first<T>(items: Iterable<T>, find: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
