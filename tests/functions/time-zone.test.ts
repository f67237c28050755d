import type { FacetsAnswer, SearchAnswer } from "@dateline-search/functions/answer-schemas";
import { readFunctionOptions } from "@dateline-search/functions/function-options";
import { createHttpApp } from "@dateline-search/functions/http-app";
import { expect, test } from "vitest";
import { NEWS_RECORDS } from "../fixtures/news-records.ts";
import { openIndexOf, startTestService } from "./start-test-service.ts";

/** 08:00 of April 2 in Seoul, and still April 1 in UTC. */
const AS_OF = "asOf=2025-04-01T23:00:00Z";

function startApp(zone?: string) {
  const app = createHttpApp(startTestService({ timeZone: () => zone }));
  return async <T>(parameters: string) =>
    (await (await app.request(`/v1/search?q=harvest%20today&${AS_OF}${parameters}`)).json()) as T;
}

test("today is in the zone of the request, else of the deployment, else in UTC", async () => {
  const dayOf = async (zone: string | undefined, parameters = "") =>
    (await startApp(zone)<SearchAnswer>(parameters)).timeFrame?.from;
  expect(await dayOf(undefined)).toBe("2025-04-01");
  expect(await dayOf("Asia/Seoul")).toBe("2025-04-02");
  expect(await dayOf(undefined, "&timeZone=Asia/Seoul")).toBe("2025-04-02");
  expect(await dayOf("Asia/Seoul", "&timeZone=UTC")).toBe("2025-04-01");
});

test("an answer has the number of articles from the time of the query", async () => {
  const { timeFrame } = await startApp()<SearchAnswer>("");
  expect(timeFrame).toEqual({ from: "2025-04-01", to: "2025-04-01", text: "today", articles: 1 });
  const inSeoul = await startApp("Asia/Seoul")<SearchAnswer>("");
  expect(inSeoul.timeFrame).toMatchObject({ articles: 0 });
});

/** 20:00 of March 31 in UTC, and April 1 in Seoul. */
const LATE_RECORD = {
  id: "late",
  title: "Night train derails",
  text: "A night train left the rails near the harbour.",
  publishedAt: "2025-03-31T20:00:00Z",
};

test("months of facets are in the zone, in every answer with facets", async () => {
  const app = createHttpApp(
    startTestService({ openIndex: async () => await openIndexOf([...NEWS_RECORDS, LATE_RECORD]) }),
  );
  const monthsOf = async (path: string) => {
    const { facets } = (await (await app.request(path)).json()) as FacetsAnswer;
    return facets.month.values.map(({ value, count }) => `${value} ${count}`);
  };
  for (const path of [
    "/v1/search?facets=month",
    "/v1/search?q=-zeppelin&facets=month",
    "/v1/facets?",
    "/v1/search?q=train&minConfidence=0&facets=month&collapse=article",
  ]) {
    expect(await monthsOf(`${path}&timeZone=UTC`), path).toEqual(["2025-03 4", "2025-04 1"]);
    expect(await monthsOf(`${path}&timeZone=Asia/Seoul`), path).toEqual(["2025-03 3", "2025-04 2"]);
    expect(await monthsOf(`${path}&timeZone=America/New_York`), path).toEqual(["2025-03 4", "2025-04 1"]);
  }
});

test("dates of a filter are days in the zone for similar articles, too", async () => {
  const app = createHttpApp(
    startTestService({ openIndex: async () => await openIndexOf([...NEWS_RECORDS, LATE_RECORD]) }),
  );
  const idsOf = async (response: Response | Promise<Response>) => {
    const { hits } = (await (await response).json()) as SearchAnswer;
    return hits.map(({ article }) => article.id).toSorted();
  };
  const filter = { from: "2025-04-01", minConfidence: 0 };
  const ofArticle = "/v1/articles/ferry/similar?from=2025-04-01&minConfidence=0";
  const ofText = (timeZone: string) =>
    app.request("/v1/similar", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...filter, text: "A night train", timeZone }),
    });
  expect(await idsOf(app.request(ofArticle))).toEqual(["wheat"]);
  expect(await idsOf(app.request(`${ofArticle}&timeZone=Asia/Seoul`))).toEqual(["late", "wheat"]);
  expect(await idsOf(ofText("UTC"))).toEqual(["wheat"]);
  expect(await idsOf(ofText("Asia/Seoul"))).toEqual(["late", "wheat"]);
  expect((await app.request(`${ofArticle}&timeZone=Mars/Base`)).status).toBe(422);
});

test("an unknown zone is rejected, in a request and in the deployment", async () => {
  expect(await startApp()<object>("&timeZone=Mars/Base")).toMatchObject({
    status: 422,
    code: "invalid-input",
  });
  const environment = { DATELINE_STORE: "s3://bucket/index", DATELINE_TIME_ZONE: "Mars/Base" };
  expect(() => readFunctionOptions(environment, "models")).toThrow(
    'DATELINE_TIME_ZONE must be a zone of the IANA database such as Asia/Seoul, it is "Mars/Base"',
  );
  const options = readFunctionOptions({ ...environment, DATELINE_TIME_ZONE: "Asia/Seoul" }, "models");
  expect(options.timeZone).toBe("Asia/Seoul");
});
