import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** A file that browsers request. */
export interface PageFile {
  readonly content: string;
  /** Its media type. */
  readonly type: string;
}

export interface BundleOptions {
  /** The API's URL, if another server serves it. */
  readonly apiUrl?: string | undefined;
}

const FOLDER = fileURLToPath(new URL("../", import.meta.url));
/** "Newly available" in Baseline at the start of 2024. */
const TARGET = ["chrome120", "edge120", "firefox121", "safari17.2"];
const API_META = '<meta name="dateline-api" content="/" />';

/** Builds `index.html`, `search.js`, `search.css` and `icon.svg`. Any static server can serve them from any folder. */
export async function bundlePage({ apiUrl }: BundleOptions = {}): Promise<ReadonlyMap<string, PageFile>> {
  const { outputFiles } = await build({
    absWorkingDir: FOLDER,
    entryPoints: [{ in: "src/main.tsx", out: "search" }, "page/search.css"],
    entryNames: "[name]",
    outdir: "dist",
    bundle: true,
    minify: true,
    write: false,
    platform: "browser",
    format: "esm",
    target: TARGET,
    jsx: "automatic",
    jsxImportSource: "preact",
  });
  const text = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? "";
  const html = await readFile(`${FOLDER}page/index.html`, "utf8");
  const icon = await readFile(`${FOLDER}page/icon.svg`, "utf8");
  return new Map([
    ["index.html", { content: withApi(html, apiUrl), type: "text/html; charset=utf-8" }],
    ["search.js", { content: text("search.js"), type: "text/javascript; charset=utf-8" }],
    ["search.css", { content: text("search.css"), type: "text/css; charset=utf-8" }],
    ["icon.svg", { content: icon, type: "image/svg+xml" }],
  ]);
}

function withApi(html: string, apiUrl: string | undefined): string {
  if (apiUrl === undefined) return html;
  if (!/^https?:\/\/[^\s"<>&]+$/.test(apiUrl)) {
    throw new TypeError(`Cannot bundle the page: the API must be an http or https URL, it is "${apiUrl}"`);
  }
  return html
    .replace(API_META, API_META.replace("/", apiUrl))
    .replace("connect-src 'self'", `connect-src 'self' ${new URL(apiUrl).origin}`);
}
