import { DatelineError } from "@dateline-search/core/errors";
import { parseQuery, type QueryInput } from "@dateline-search/core/search/parse-query";
import { searchPassages } from "@dateline-search/core/search/search-passages";
import { decodeCursor, encodeCursor } from "@dateline-search/functions/cursor";
import { RequestError } from "@dateline-search/functions/request-error";
import { hashedWordsEmbedder } from "../fixtures/hashed-words-embedder.ts";
import { FuzzFinding, type OpenTarget } from "./fuzz-target.ts";
import { mutate, pick, type Random, randomText } from "./mutate.ts";
import { openFuzzService } from "./open-fuzz-service.ts";

const WORDS = [
  "ferry",
  "Harbour",
  "yesterday",
  "last week",
  "in March 2025",
  '"old bridge"',
  "-wheat",
  "source:",
  "東京",
  "москва",
  "a",
];
const DATES = ["2025-03-03", "2025-03-10T09:30:00Z", "2025-3-3", "", "now"];

/** Every query is answered, or refused as a wrong one. */
export const openQueryTarget: OpenTarget = async (folder) => {
  const { generation } = await openFuzzService(folder);
  const embedder = hashedWordsEmbedder();
  return {
    run: async (random) => {
      const input = drawQuery(random);
      try {
        await searchPassages({ generation, embedder }, parseQuery(input));
      } catch (cause) {
        const isRefused = cause instanceof DatelineError && cause.code === "invalid-input";
        if (!isRefused)
          throw new FuzzFinding(`a query fails: ${String(cause)}`, JSON.stringify(input), { cause });
      }
      return input.text?.length ?? 0;
    },
    close: async () => generation.close(),
  };
};

/** Every cursor is one of this service, or refused. */
export const openCursorTarget: OpenTarget = async () => ({
  run: async (random) => {
    const query = parseQuery({ text: "ferry" });
    const cursor = { generation: "a".repeat(64), offset: 10, at: "2025-03-03T06:00:00.000Z" };
    const whole = encodeCursor(cursor, query);
    const json = () => Buffer.from(mutate(Buffer.from(whole, "base64url"), random)).toString("base64url");
    const text = random() < 0.5 ? Buffer.from(mutate(Buffer.from(whole), random)).toString("latin1") : json();
    try {
      const decoded = decodeCursor(text, query);
      if (decoded.offset !== cursor.offset || decoded.generation !== cursor.generation)
        throw new Error("it was taken");
    } catch (cause) {
      if (!(cause instanceof RequestError))
        throw new FuzzFinding(`a cursor fails: ${String(cause)}`, text, { cause });
    }
    return text.length;
  },
  close: async () => {},
});

function drawQuery(random: Random): QueryInput {
  const maybe = <T>(value: () => T): T | undefined => (random() < 0.2 ? value() : undefined);
  const text = () => randomText(random, WORDS);
  return {
    text: text(),
    limit: maybe(() => pick(random, [1, 10, 100, 0, -1, 1.5, 101, Number.NaN])),
    offset: maybe(() => pick(random, [0, 5, 10_000, -1, 10_001])),
    sort: maybe(() => pick(random, ["relevance", "date", "x"])),
    collapse: maybe(() => pick(random, ["none", "article", "story", "x"])),
    mode: maybe(() => pick(random, ["hybrid", "semantic", "lexical", "x"])),
    asOf: maybe(() => pick(random, DATES)),
    halfLifeDays: maybe(() => pick(random, [0, 1, 36_500, -1, Number.POSITIVE_INFINITY])),
    from: maybe(() => pick(random, DATES)),
    to: maybe(() => pick(random, DATES)),
    source: maybe(() => [text(), "Harbour Gazette"]),
    language: maybe(() => [pick(random, ["en", "EN-gb", "*", ""])]),
  };
}
