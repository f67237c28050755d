import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { splitSentences } from "@dateline-search/core/passages/split-sentences";
import { textFragmentLink } from "@dateline-search/core/search/highlight";
import { build } from "esbuild";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type Browser, startBrowser } from "../fixtures/browser.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

const LONG = `The long sentence ${"goes on and on, as officials do, ".repeat(12)}and ends with a surprising word.`;
const PARAGRAPHS = [
  "An opening paragraph, well-known & dull: 100 % of it is said before.",
  `“Never again,” she said. ${LONG} Then it was over.`,
  "霧のためフェリーが三日間も港にとどまった。島の店では牛乳がなくなった。",
  "Café owners — B&B hosts, too — asked: is #1 safe?",
];

/** Serves an article whose paragraphs are screens apart. */
async function serveArticle(): Promise<string> {
  const body = PARAGRAPHS.map(
    (text) => `<p style="margin: 3000px 0">${text.replaceAll("&", "&amp;")}</p>`,
  ).join("\n");
  const server = createServer((_, response) => {
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.end(`<!doctype html><html lang="en"><title>Article</title>${body}</html>`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** Builds of Chromium that only run without a window do not follow text fragments. */
async function followsTextFragments(context: BrowserContext, url: string): Promise<boolean> {
  const page = await context.newPage();
  await page.goto(`${url}#:~:text=opening`);
  const scrolled = await page
    .waitForFunction("window.scrollY > 0", undefined, { timeout: 5_000 })
    .then(() => true)
    .catch(() => false);
  await page.close();
  return scrolled;
}

/** What the specification's own authors run where the browser does not. */
async function scrollAsSpecified(page: Page, link: string): Promise<void> {
  const { outputFiles } = await build({
    stdin: {
      contents: `export * from "text-fragments-polyfill/text-fragment-utils"`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    format: "iife",
    globalName: "fragments",
    write: false,
  });
  await page.evaluate(outputFiles[0]?.text ?? "");
  await page.evaluate(`{
    const directives = fragments.getFragmentDirectives(${JSON.stringify(new URL(link).hash)});
    const { text } = fragments.processFragmentDirectives(fragments.parseFragmentDirectives(directives));
    for (const [mark] of text) if (mark) fragments.scrollElementIntoView(mark);
  }`);
}

test("a browser scrolls to the sentence of a link", async () => {
  const url = await serveArticle();
  const context = await browser.open();
  onTestFinished(() => context.close());
  const scrollsItself = await followsTextFragments(context, url);
  for (const [index, paragraph] of PARAGRAPHS.entries()) {
    for (const { start, end } of splitSentences(paragraph)) {
      const sentence = paragraph.slice(start, end);
      const page = await context.newPage();
      const link = textFragmentLink(url, sentence) as string;
      await page.goto(link);
      if (!scrollsItself) await scrollAsSpecified(page, link);
      const isSeen = () =>
        page
          .locator("p")
          .nth(index)
          .evaluate((element) => {
            const { top, bottom } = element.getBoundingClientRect();
            return top < (globalThis as unknown as { innerHeight: number }).innerHeight && bottom > 0;
          });
      await expect.poll(isSeen, { message: sentence }).toBe(true);
      await page.close();
    }
  }
});

test("a sentence missing from the page does no harm", async () => {
  const url = await serveArticle();
  const context = await browser.open();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(textFragmentLink(url, "Nothing of the kind was said.") as string);
  expect(await page.evaluate("window.scrollY")).toBe(0);
});
