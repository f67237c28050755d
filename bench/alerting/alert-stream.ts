import { join } from "node:path";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { parseSavedSearch, type SavedSearch } from "@dateline-search/core/alerts/saved-search";
import { IdentityReader } from "@dateline-search/core/generation/identity-reader";
import { updateIndex } from "@dateline-search/core/indexing/update-index";
import {
  DEFAULT_OVERLAP_TOKENS,
  DEFAULT_TARGET_TOKENS,
} from "@dateline-search/core/passages/default-lengths";
import type { Embedder } from "@dateline-search/core/ports/embedder";
import type { Article } from "@dateline-search/core/types";

/** An index to which articles are added. */
export interface AlertStream {
  readonly folder: string;
  readonly store: FileObjectStore;
  readonly identities: IdentityReader;
  readonly embedder: Embedder;
}

export function openAlertStream(folder: string, embedder: Embedder): AlertStream {
  const store = new FileObjectStore(folder);
  return { folder, store, identities: new IdentityReader(store), embedder };
}

export async function addArticles(articles: readonly Article[], stream: AlertStream): Promise<void> {
  await updateIndex(
    { ...stream, format: localSegmentFormat, workFolder: join(stream.folder, "work") },
    {
      articles: articles.map((article) => ({ article, origin: null })),
      targetTokens: DEFAULT_TARGET_TOKENS,
      overlapTokens: DEFAULT_OVERLAP_TOKENS,
    },
  );
}

/** A search that reports every article, so that neither quiet hours nor stories hide results. */
export function savedQuestion(
  id: string,
  name: string,
  question: Partial<SavedSearch["question"]>,
): SavedSearch {
  return parseSavedSearch({
    id,
    name,
    question: { text: name, ...question },
    per: "article",
    quietHours: 24,
    channel: { type: "feed" },
    createdAt: "2025-01-01T00:00:00Z",
  });
}
