import type { S3BucketReader } from "@dateline-search/core/adapters/object-store/s3-bucket-reader";
import type { ParserProcess } from "@dateline-search/core/corpus/parser-process";
import type { OriginVersions } from "@dateline-search/core/generation/origins";
import type { IncomingArticle } from "@dateline-search/core/indexing/incoming-articles";
import type {
  ArticleWithdrawal,
  ReadOrigin,
  UpdateReport,
} from "@dateline-search/core/indexing/update-index";
import type { RequestOptions } from "@dateline-search/core/ports/object-store";
import type { Article } from "@dateline-search/core/types";
import type { Logger } from "../logger.ts";
import type { EmbargoList } from "./embargo-list.ts";
import type { SlicePace } from "./slice-pace.ts";

/** An update of the index. */
export interface IngestChanges {
  readonly articles: AsyncIterable<IncomingArticle> | Iterable<IncomingArticle>;
  readonly origins: readonly ReadOrigin[];
  readonly withdrawals: readonly ArticleWithdrawal[];
}

export interface UpdateRequest extends RequestOptions {
  /** Stores embeddings next to the index until an attempt succeeds, for an update that may not end in time. */
  readonly keepEmbeddings?: boolean;
}

/** The time limit of an operation. */
export interface TimedOptions extends RequestOptions {
  /** Remaining time in milliseconds; no limit if absent. */
  readonly timeLeftMs?: (() => number) | undefined;
}

export interface IngestServiceOptions {
  /** Reads changed objects from any bucket. */
  readonly reader: Pick<S3BucketReader, "head" | "getToFile">;
  readonly parser: Pick<ParserProcess, "read">;
  readonly update: (changes: IngestChanges, options: UpdateRequest) => Promise<UpdateReport>;
  /** Reads which articles are indexed; `true` for an article that is indexed in this version. */
  readonly readIndexed: (options: RequestOptions) => Promise<(article: Article) => boolean>;
  /** Reads which versions of objects the index knows. */
  readonly readVersions: (options: RequestOptions) => Promise<OriginVersions>;
  /** Remembers articles under embargo. */
  readonly embargoes: Pick<EmbargoList, "read" | "change">;
  /** Larger objects are rejected. */
  readonly maxObjectBytes: number;
  /** For downloads. */
  readonly cacheFolder: string;
  /** One per process, because it learns the speed of the machine. */
  readonly pace?: SlicePace | undefined;
  readonly logger: Logger;
  /** For tests. */
  readonly now?: () => Date;
}
