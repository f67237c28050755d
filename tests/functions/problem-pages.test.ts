import { readFile } from "node:fs/promises";
import { createHttpApp } from "@dateline-search/functions/http-app";
import { PROBLEMS, TITLES } from "@dateline-search/functions/problem";
import { renderProblemsDocument } from "@dateline-search/functions/render-problem-page";
import { expect, test } from "vitest";
import { startTestService } from "./start-test-service.ts";

const CODES = Object.entries(PROBLEMS).map(([code, [status]]) => [code, status] as const);

test.each(CODES)("the type of %s leads to a page that explains it", async (code, status) => {
  const app = createHttpApp(startTestService());
  const response = await app.request(`/problems/${code}`);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toContain("text/html");
  const page = await response.text();
  expect(page).toContain(`<code>${code}</code>`);
  expect(page).toContain(`Status ${status} ${TITLES[status]}`);
});

test("an unknown code has no page", async () => {
  const app = createHttpApp(startTestService());
  const response = await app.request("/problems/toString");
  expect(response.status).toBe(404);
});

test("docs/problems.md explains every code and matches the table", async () => {
  const document = await readFile(new URL("../../docs/problems.md", import.meta.url), "utf8");
  for (const [code] of CODES) expect(document).toContain(`\n## ${code}\n`);
  expect(document, "run npm run docs:api").toBe(renderProblemsDocument());
});
