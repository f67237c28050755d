import { readFile } from "node:fs/promises";
import type { SearchResult } from "@dateline-search/core/types";
import {
  articleAnswerSchema,
  facetsAnswerSchema,
  type SearchAnswer,
  searchAnswerSchema,
  similarAnswerSchema,
} from "@dateline-search/functions/answer-schemas";
import { generationStatusSchema } from "@dateline-search/functions/generation-status";
import { createHttpApp } from "@dateline-search/functions/http-app";
import { describeApi } from "@dateline-search/functions/openapi";
import { problemSchema } from "@dateline-search/functions/problem";
import { expect, expectTypeOf, test } from "vitest";
import { startTestService } from "./start-test-service.ts";

test("docs/openapi.json is the service's own description", async () => {
  const document = await readFile(new URL("../../docs/openapi.json", import.meta.url), "utf8");
  expect(JSON.parse(document), "run npm run docs:api").toEqual(
    describeApi({ hasKeys: true, hasAlerts: true }),
  );
  const app = createHttpApp(startTestService());
  expect(await (await app.request("/openapi.json")).json()).toEqual(
    describeApi({ hasKeys: false, hasAlerts: false }),
  );
});

test.each([
  ["/v1/search?q=wheat", searchAnswerSchema],
  ["/v1/articles/wheat", articleAnswerSchema],
  ["/v1/articles/wheat/similar", similarAnswerSchema],
  ["/v1/facets?q=wheat", facetsAnswerSchema],
  ["/v1/facets", facetsAnswerSchema],
  ["/v1/generation", generationStatusSchema],
  ["/v1/search", searchAnswerSchema],
  ["/v1/search?page=2", problemSchema],
])("%s matches its schema, with no field more or less", async (path, schema) => {
  const app = createHttpApp(startTestService());
  const answer = await (await app.request(path)).json();
  expect(schema.parse(answer)).toEqual(answer);
});

type Plain<T> = T extends readonly (infer Item)[]
  ? readonly Plain<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: Plain<T[K]> }
    : T;

// Proven by the type checker: what a search returns and what is said of it are one.
test("the schema of a search result is its type", () => {
  expectTypeOf<Plain<SearchAnswer>>().toEqualTypeOf<Plain<SearchResult & { nextCursor: string | null }>>();
});
