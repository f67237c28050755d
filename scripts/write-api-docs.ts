import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describeApi } from "@dateline-search/functions/openapi";
import { renderProblemsDocument } from "@dateline-search/functions/render-problem-page";
import { typesOfDocument } from "./types-of-document.ts";

/** `npm run docs:api`: writes what documents the HTTP interface, and the types that the client's are compared with. */
const inRepository = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const document = `${JSON.stringify(describeApi({ hasKeys: true, hasAlerts: true }), null, 2)}\n`;
await writeFile(inRepository("docs/problems.md"), renderProblemsDocument());
await writeFile(inRepository("docs/openapi.json"), document);
await writeFile(inRepository("tests/client/openapi-types.ts"), await typesOfDocument(document));
