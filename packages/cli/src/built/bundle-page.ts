import { readFile } from "node:fs/promises";
import type * as sources from "@dateline-search/web/bundle-page";

/** Replaces the packages/web module of this name in an installed package, which ships a prebuilt page. */
export const bundlePage: typeof sources.bundlePage = async () => {
  const entries: unknown = JSON.parse(await readFile(new URL("page.json", import.meta.url), "utf8"));
  return new Map(entries as [string, sources.PageFile][]);
};
