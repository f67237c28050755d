import { readFile } from "node:fs/promises";
import type * as sources from "@dateline-search/web/bundle-page";

/** Stands in for the module of this name of packages/web in an installed package, which has the page ready-made. */
export const bundlePage: typeof sources.bundlePage = async () => {
  const entries: unknown = JSON.parse(await readFile(new URL("page.json", import.meta.url), "utf8"));
  return new Map(entries as [string, sources.PageFile][]);
};
