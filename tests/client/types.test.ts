import { readFile } from "node:fs/promises";
import type * as client from "@dateline-search/client";
import type { SearchResult } from "@dateline-search/core/types";
import type { GenerationStatus } from "@dateline-search/functions/generation-status";
import type { Problem } from "@dateline-search/functions/problem";
import { expect, expectTypeOf, test } from "vitest";
import { typesOfDocument } from "../../scripts/types-of-document.ts";
import type { Schemas } from "./openapi-types.ts";

/** Writes intersections and `Pick`s out, so that equal shapes are equal types. */
type Plain<T> = T extends readonly (infer Item)[]
  ? readonly Plain<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: Plain<T[K]> }
    : T;

// These are proven by the type checker: a field that one side lacks does not compile.
test("the client's types are the server's", () => {
  expectTypeOf<Plain<Omit<client.SearchResult, "nextCursor">>>().toEqualTypeOf<Plain<SearchResult>>();
  expectTypeOf<Plain<client.GenerationStatus>>().toEqualTypeOf<Plain<GenerationStatus>>();
});

test("the client's types are those of the OpenAPI document", async () => {
  const read = async (path: string) => await readFile(new URL(path, import.meta.url), "utf8");
  const types = await typesOfDocument(await read("../../docs/openapi.json"));
  expect(await read("openapi-types.ts"), "run npm run docs:api").toBe(types);
  expectTypeOf<Plain<client.SearchResult>>().toEqualTypeOf<Plain<Schemas["SearchResult"]>>();
  expectTypeOf<Plain<client.ArticleResult>>().toEqualTypeOf<Plain<Schemas["ArticleResult"]>>();
  expectTypeOf<Plain<client.SimilarResult>>().toEqualTypeOf<Plain<Schemas["SimilarResult"]>>();
  expectTypeOf<Plain<client.SimilarTextResult>>().toEqualTypeOf<Plain<Schemas["SimilarTextResult"]>>();
  expectTypeOf<Plain<client.SparseSearchResult>>().toEqualTypeOf<Plain<Schemas["SparseSearchResult"]>>();
  expectTypeOf<Plain<client.SearchesResult>>().toEqualTypeOf<Plain<Schemas["SearchesResult"]>>();
  expectTypeOf<Plain<client.FacetsResult>>().toEqualTypeOf<Plain<Schemas["FacetsResult"]>>();
  expectTypeOf<Plain<client.GenerationStatus>>().toEqualTypeOf<Plain<Schemas["GenerationStatus"]>>();
  expectTypeOf<Plain<client.Problem>>().toEqualTypeOf<Plain<Schemas["Problem"]>>();
});

test("every problem of the server is one that the client knows", () => {
  expectTypeOf<Problem>().toExtend<client.Problem>();
  expectTypeOf<keyof client.Problem>().toEqualTypeOf<keyof Problem>();
});
