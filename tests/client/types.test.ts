import { readFile } from "node:fs/promises";
import type * as client from "@dateline-search/client";
import { LIST_FILTERS } from "@dateline-search/core/article-fields";
import type { SearchResult } from "@dateline-search/core/types";
import type { GenerationStatus } from "@dateline-search/functions/generation-status";
import type { Problem } from "@dateline-search/functions/problem";
import { expect, expectTypeOf, test } from "vitest";
import { answersOfDocument } from "../../scripts/answers-of-document.ts";

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

test("the client's answers match the OpenAPI document", async () => {
  const read = async (path: string) => await readFile(new URL(path, import.meta.url), "utf8");
  const answers = answersOfDocument(await read("../../docs/openapi.json"), LIST_FILTERS);
  for (const [name, source] of Object.entries(answers)) {
    expect(await read(`../../packages/client/src/${name}`), "run npm run docs:api").toBe(source);
  }
});

test("the client knows every problem of the server", () => {
  expectTypeOf<Problem>().toExtend<client.Problem>();
  expectTypeOf<keyof client.Problem>().toEqualTypeOf<keyof Problem>();
});
