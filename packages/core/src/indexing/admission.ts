import { versionOf } from "../generation/article-version.ts";
import type { IndexedArticle, IndexedArticles } from "../generation/indexed-articles.ts";
import type { Manifest } from "../generation/manifest.ts";
import { type OriginSighting, OriginVersions } from "../generation/origins.ts";
import { type Applicant, TakeDowns, type Withdrawal } from "../generation/take-downs.ts";
import type { Embedder } from "../ports/embedder.ts";
import type { BuiltSegment, SegmentOptions } from "./build-segment.ts";

/** An object that was read again, or is gone. */
export interface OriginReading extends OriginSighting {
  /** False when parts of it could not be read, so it is unknown which articles it no longer has. */
  readonly isWhole: boolean;
}

/** The change that an update requests of the current index, whatever that is. Ids and origins are hashes. */
export interface UpdateWish {
  /** New articles, and the folder of their files. */
  readonly segment: (BuiltSegment & { readonly folder: string }) | null;
  readonly withdrawals: readonly Withdrawal[];
  readonly readings: ReadonlyMap<string, OriginReading>;
  /** Every version that came, by article, including those that the index had. */
  readonly sightings: ReadonlyMap<string, readonly Applicant[]>;
}

/** The current index. */
export interface UpdateBase {
  readonly current: Manifest | null;
  readonly indexed: IndexedArticles;
  readonly embedder: Embedder;
  /** How to split articles if there is no index that states it. */
  readonly split: SegmentOptions;
}

/** Which of the versions that came are accepted. */
export class Admission {
  readonly stale: ReadonlySet<string>;
  /** True when readings of objects have to be stored, although no article changes. */
  readonly isNews: boolean;
  readonly #takeDowns: TakeDowns;
  readonly #versions: OriginVersions;
  readonly #sightings: UpdateWish["sightings"];

  constructor({ withdrawals, readings, sightings }: UpdateWish, current: Manifest) {
    const known = OriginVersions.of(current);
    this.#sightings = sightings;
    this.#takeDowns = TakeDowns.of(current).withWithdrawals(withdrawals);
    this.stale = new Set(
      [...readings].filter(([origin, reading]) => known.isStale(origin, reading)).map(([origin]) => origin),
    );
    const fresh = new Map([...readings].filter(([origin]) => !this.stale.has(origin)));
    this.#versions = known.with(fresh);
    this.isNews = [...fresh.keys()].some((origin) => {
      const version = this.#versions.get(origin);
      if (version === undefined) return false;
      return (version.etag === null || known.get(origin) !== undefined) && !known.knows(origin, version);
    });
  }

  admits(applicant: Applicant): boolean {
    if (applicant.origin !== null && this.stale.has(applicant.origin)) return false;
    return this.#takeDowns.refusal(applicant) === undefined;
  }

  /** Articles of which no version that came is accepted. */
  get refused(): ReadonlySet<string> {
    const isRefused = (applicant: Applicant) => this.#takeDowns.refusal(applicant) !== undefined;
    return new Set([...this.#sightings].filter(([, seen]) => seen.every(isRefused)).map(([id]) => id));
  }

  /** True when an article of the index may stay. */
  tolerates(article: IndexedArticle): boolean {
    const { id, aliases, version } = article;
    const applicant = { ...versionOf(article, version), id, aliases, origin: null };
    return this.#takeDowns.refusal(applicant) === undefined;
  }

  toManifest(): Pick<Manifest, "takeDowns" | "origins"> {
    const admitted = [...this.#sightings.values()].flat().filter((one) => this.admits(one));
    return { ...this.#takeDowns.afterAdmitting(admitted).toManifest(), ...this.#versions.toManifest() };
  }
}
