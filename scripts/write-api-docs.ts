import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describeApi } from "@dateline/functions/openapi";
import { renderProblemsDocument } from "@dateline/functions/render-problem-page";

/** `npm run docs:api`: writes what docs/ holds of the HTTP interface. */
const docs = (name: string) => fileURLToPath(new URL(`../docs/${name}`, import.meta.url));
await writeFile(docs("problems.md"), renderProblemsDocument());
await writeFile(docs("openapi.json"), `${JSON.stringify(describeApi({ hasKeys: true }), null, 2)}\n`);
