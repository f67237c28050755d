import type * as client from "@dateline/client";
import type { SearchResult } from "@dateline/core/types";
import type { GenerationStatus } from "@dateline/functions/generation-status";
import type { Problem } from "@dateline/functions/problem";
import { expectTypeOf, test } from "vitest";

/** Writes intersections and `Pick`s out, so that equal shapes are equal types. */
type Plain<T> = T extends readonly (infer Item)[]
  ? readonly Plain<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: Plain<T[K]> }
    : T;

// These are proven by the type checker: a field that one side lacks does not compile.
test("the client's types are the server's", () => {
  expectTypeOf<Plain<client.SearchResult>>().toEqualTypeOf<Plain<SearchResult>>();
  expectTypeOf<Plain<client.GenerationStatus>>().toEqualTypeOf<Plain<GenerationStatus>>();
});

test("every problem of the server is one that the client knows", () => {
  expectTypeOf<Problem>().toExtend<client.Problem>();
  expectTypeOf<keyof client.Problem>().toEqualTypeOf<keyof Problem>();
});
