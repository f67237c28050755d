import type { SearchAnswer } from "@dateline-search/functions/answer-schemas";
import { readFunctionOptions } from "@dateline-search/functions/function-options";
import { createHttpApp } from "@dateline-search/functions/http-app";
import { expect, test } from "vitest";
import { startTestService } from "./start-test-service.ts";

/** 08:00 of April 2 in Seoul, and still April 1 in UTC. */
const AS_OF = "asOf=2025-04-01T23:00:00Z";

function startApp(zone?: string) {
  const app = createHttpApp(startTestService({ timeZone: () => zone }));
  return async <T>(parameters: string) =>
    (await (await app.request(`/v1/search?q=harvest%20today&${AS_OF}${parameters}`)).json()) as T;
}

test("today is a day of the zone that a request names, else of the deployment's, else of UTC", async () => {
  const dayOf = async (zone: string | undefined, parameters = "") =>
    (await startApp(zone)<SearchAnswer>(parameters)).timeFrame?.from;
  expect(await dayOf(undefined)).toBe("2025-04-01");
  expect(await dayOf("Asia/Seoul")).toBe("2025-04-02");
  expect(await dayOf(undefined, "&timeZone=Asia/Seoul")).toBe("2025-04-02");
  expect(await dayOf("Asia/Seoul", "&timeZone=UTC")).toBe("2025-04-01");
});

test("an answer says how many articles are from the time that was asked about", async () => {
  const { timeFrame } = await startApp()<SearchAnswer>("");
  expect(timeFrame).toEqual({ from: "2025-04-01", to: "2025-04-01", text: "today", articles: 1 });
  const inSeoul = await startApp("Asia/Seoul")<SearchAnswer>("");
  expect(inSeoul.timeFrame).toMatchObject({ articles: 0 });
});

test("a zone that does not exist is refused, of a request and of the deployment", async () => {
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
