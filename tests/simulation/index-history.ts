import { type ArticleIdentity, IdentityTable } from "@dateline-search/core/generation/article-identity";
import {
  generationObjects,
  IDENTITIES_FILE,
  manifestKey,
  segmentFileKey,
} from "@dateline-search/core/generation/generation-objects";
import { LATEST_KEY, parsePointer } from "@dateline-search/core/generation/latest-pointer";
import { type Manifest, parseManifest, type SegmentEntry } from "@dateline-search/core/generation/manifest";
import { isInRanges } from "@dateline-search/core/generation/removed-rows";
import { type BucketChange, type BucketObject, sha256Of } from "./simulated-bucket.ts";

/** Which articles an index has: fingerprints by the hashes of their ids. */
export type Articles = ReadonlyMap<string, string>;

/** What the index was from one write of `latest.json` to the next. */
export interface IndexState {
  /** 0 for the empty index, before anything was written. */
  readonly version: number;
  /** `null` for the empty index. */
  readonly generation: string | null;
  readonly articles: Articles;
  /** Keys of everything that the generation consists of. */
  readonly keys: ReadonlySet<string>;
}

/** Where the history reads what a pointer names; an etag is the sha256 of the bytes. */
export interface ReadableBucket {
  get(key: string): BucketObject | undefined;
}

/** An invariant that does not hold. */
export class Violation extends Error {
  override readonly name = "Violation";
}

/** Reads what the bucket's pointer names, in full and down to the last byte, each time it changes. */
export class IndexHistory {
  readonly #bucket: ReadableBucket;
  readonly #states: IndexState[] = [{ version: 0, generation: null, articles: new Map(), keys: new Set() }];
  readonly #articlesOfGenerations = new Map<string, Articles>();

  constructor(bucket: ReadableBucket) {
    this.#bucket = bucket;
  }

  get latest(): IndexState {
    return this.#states.at(-1) as IndexState;
  }

  /** States from a version on, the one of that version included. */
  since(version: number): readonly IndexState[] {
    return this.#states.slice(version);
  }

  articlesOf(generation: string): Articles | undefined {
    return this.#articlesOfGenerations.get(generation);
  }

  /** @throws Violation unless the generation that the pointer names is there, complete, intact and unambiguous */
  add({ after }: BucketChange): IndexState {
    if (after === undefined) throw new Violation(`${LATEST_KEY} was deleted`);
    const { generation } = parsePointer(Buffer.from(after.bytes).toString("utf8"));
    const manifest = readManifest(this.#bucket, generation);
    const keys = assertIntact(this.#bucket, generation, manifest);
    const articles = this.#articlesOfGenerations.get(generation) ?? readArticles(this.#bucket, manifest);
    this.#articlesOfGenerations.set(generation, articles);
    const state = { version: this.#states.length, generation, articles, keys };
    this.#states.push(state);
    return state;
  }
}

function readManifest(bucket: ReadableBucket, generation: string): Manifest {
  const found = bucket.get(manifestKey(generation));
  if (found === undefined)
    throw new Violation(`${LATEST_KEY} names generation ${generation}, whose manifest is missing`);
  return parseManifest(Buffer.from(found.bytes).toString("utf8"), generation);
}

function assertIntact(bucket: ReadableBucket, generation: string, manifest: Manifest): ReadonlySet<string> {
  const objects = generationObjects(generation, manifest);
  for (const { key, digest } of objects) {
    const found = bucket.get(key);
    if (found === undefined) throw new Violation(`generation ${generation} lacks "${key}"`);
    if (found.etag !== digest.sha256) throw new Violation(`generation ${generation} has a damaged "${key}"`);
  }
  return new Set(objects.map(({ key }) => key));
}

/** Reads the articles of a generation, each of which must be there once. */
export function readArticles(bucket: ReadableBucket, manifest: Manifest): Articles {
  const articles = new Map<string, string>();
  const segments = new Set<string>();
  for (const entry of manifest.segments) {
    if (segments.has(entry.id)) throw new Violation(`segment ${entry.id} is in the manifest twice`);
    segments.add(entry.id);
    for (const { id, fingerprint } of liveIdentities(bucket, entry)) {
      if (articles.has(id)) throw new Violation(`article ${id} is in the index twice`);
      articles.set(id, fingerprint);
    }
  }
  if (articles.size === manifest.articles) return articles;
  throw new Violation(`the manifest says ${manifest.articles} articles, there are ${articles.size}`);
}

function* liveIdentities(bucket: ReadableBucket, entry: SegmentEntry): Generator<ArticleIdentity> {
  const found = bucket.get(segmentFileKey(entry.id, IDENTITIES_FILE));
  if (found === undefined || sha256Of(found.bytes) !== entry.identities.sha256) {
    throw new Violation(`the articles of segment ${entry.id} cannot be read`);
  }
  const table = new IdentityTable(found.bytes);
  let firstPassage = 0;
  for (let row = 0; row < table.length; row++) {
    if (!isInRanges(entry.removed.passages, firstPassage)) yield table.read(row);
    firstPassage += table.passagesOf(row);
  }
}
