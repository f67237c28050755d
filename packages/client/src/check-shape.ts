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

/** For what not every answer has. */
export function isMissingOr(check: Check): Check {
  return (value, path) => (value === undefined ? undefined : check(value, path));
}

export function isArrayOf(check: Check): Check {
  return (value, path) => {
    if (!Array.isArray(value)) return path;
    return first(value.keys(), (index) => check(value[index], `${path}[${index}]`));
  };
}

/** One of several shapes; where none fits, no field of the value is to blame. */
export function isAnyOf(...checks: readonly Check[]): Check {
  return (value, path) => (checks.some((check) => check(value, path) === undefined) ? undefined : path);
}

/** Fields beyond these are let through, so that a newer server can say more than an older client asks for. */
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
