/**
 * Writes the search page to packages/web/dist, which any static server can serve.
 *
 * Usage: DATELINE_API_URL=https://api.example npm run build -w packages/web
 * Without DATELINE_API_URL, the page sends requests to the server that it was loaded from.
 */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundlePage } from "./bundle-page.ts";

const folder = fileURLToPath(new URL("../dist", import.meta.url));
const files = await bundlePage({ apiUrl: process.env["DATELINE_API_URL"] || undefined });
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
for (const [name, { content }] of files) await writeFile(join(folder, name), content);
console.log(`Wrote ${[...files.keys()].join(", ")} to ${folder}`);
