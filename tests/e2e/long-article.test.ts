import { expect, test } from "vitest";
import { buildTestIndex } from "../fixtures/build-test-index.ts";

/** Here, because the memory of a process that ran other tests tells nothing. */
test("an article of five million characters is built in bounded memory", async () => {
  const sentence = "The tide table of the northern harbour lists every day of the year. ";
  const text = sentence.repeat(Math.floor(4_900_000 / sentence.length));
  const before = process.memoryUsage.rss();
  const { report } = await buildTestIndex([{ id: "long", title: "Tides", text }], { targetTokens: 192 });
  expect(report.manifest.passages).toBeGreaterThan(1_000);
  expect(process.memoryUsage.rss() - before).toBeLessThan(1.5e9);
});
