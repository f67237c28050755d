import type { S3BucketReader } from "@dateline-search/core/adapters/object-store/s3-bucket-reader";
import type { ParserThread } from "@dateline-search/core/corpus/parser-thread";
import type { OriginVersions } from "@dateline-search/core/generation/origins";
import type {
  ArticleWithdrawal,
  IncomingArticle,
  ReadOrigin,
  UpdateReport,
} from "@dateline-search/core/indexing/update-index";
import type { RequestOptions } from "@dateline-search/core/ports/object-store";
import type { Article } from "@dateline-search/core/types";
import type { Logger } from "../logger.ts";
import type { EmbargoList } from "./embargo-list.ts";
import type { SlicePace } from "./slice-pace.ts";

/** What an update of the index is asked for. */
export interface IngestChanges {
  readonly articles: AsyncIterable<IncomingArticle> | Iterable<IncomingArticle>;
  readonly origins: readonly ReadOrigin[];
  readonly withdrawals: readonly ArticleWithdrawal[];
}

export interface UpdateRequest extends RequestOptions {
  /** It may not end in time: what was embedded is kept beside the index until a later attempt does. */
  readonly keepEmbeddings?: boolean;
}

/** How long something may take. */
export interface TimedOptions extends RequestOptions {
  /** What is left of it, in milliseconds. No end when not given. */
  readonly timeLeftMs?: (() => number) | undefined;
}

export interface IngestServiceOptions {
  /** Reads what changed, whatever the bucket. */
  readonly reader: Pick<S3BucketReader, "head" | "getToFile">;
  readonly parser: Pick<ParserThread, "read">;
  readonly update: (changes: IngestChanges, options: UpdateRequest) => Promise<UpdateReport>;
  /** Reads which articles the index has; `true` of an article says that it has it just so. */
  readonly readIndexed: (options: RequestOptions) => Promise<(article: Article) => boolean>;
  /** Reads which versions of objects the index knows. */
  readonly readVersions: (options: RequestOptions) => Promise<OriginVersions>;
  /** Remembers what may not be shown yet. */
  readonly embargoes: Pick<EmbargoList, "read" | "change">;
  /** Larger objects are refused. */
  readonly maxObjectBytes: number;
  /** For what is downloaded. */
  readonly cacheFolder: string;
  /** One for the life of the process, which learns how fast it is. */
  readonly pace?: SlicePace | undefined;
  readonly logger: Logger;
  /** For tests. */
  readonly now?: () => Date;
}
