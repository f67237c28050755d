import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { LIST_FILTERS } from "@dateline-search/core/article-fields";
import { describeApi } from "@dateline-search/functions/openapi";
import { renderProblemsDocument } from "@dateline-search/functions/render-problem-page";
import { answersOfDocument } from "./answers-of-document.ts";

/** `npm run docs:api`: generates the documents of the HTTP API and the client's answer types. */
const inRepository = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const document = `${JSON.stringify(describeApi({ hasKeys: true, hasAlerts: true }), null, 2)}\n`;
await writeFile(inRepository("docs/problems.md"), renderProblemsDocument());
await writeFile(inRepository("docs/openapi.json"), document);
for (const [name, source] of Object.entries(answersOfDocument(document, LIST_FILTERS))) {
  await writeFile(inRepository(`packages/client/src/${name}`), source);
}
