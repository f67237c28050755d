import { versionOf } from "../generation/article-version.ts";
import type { IndexedArticle, IndexedArticles } from "../generation/indexed-articles.ts";
import type { Manifest } from "../generation/manifest.ts";
import { type OriginSighting, OriginVersions } from "../generation/origins.ts";
import { type Applicant, TakeDowns, type Withdrawal } from "../generation/take-downs.ts";
import type { Embedder } from "../ports/embedder.ts";
import type { BuiltSegment, SegmentOptions } from "./build-segment.ts";

/** A reading of an object that may have changed or been deleted. */
export interface OriginReading extends OriginSighting {
  /** False if parts of it were unreadable. The articles that it no longer contains are then unknown. */
  readonly isWhole: boolean;
}

/** The change that an update makes to whatever index is current. Ids and origins are hashes. */
export interface UpdateWish {
  /** New articles, and the folder of their files. */
  readonly segment: (BuiltSegment & { readonly folder: string }) | null;
  readonly withdrawals: readonly Withdrawal[];
  readonly readings: ReadonlyMap<string, OriginReading>;
  /** Every incoming version, by article, including those that the index has. */
  readonly sightings: ReadonlyMap<string, readonly Applicant[]>;
}

/** The current index. */
export interface UpdateBase {
  readonly current: Manifest | null;
  readonly indexed: IndexedArticles;
  readonly embedder: Embedder;
  /** How to split articles if there is no index yet. */
  readonly split: SegmentOptions;
}

/** Decides which incoming versions an index accepts. */
export class Admission {
  readonly stale: ReadonlySet<string>;
  /** True if readings of objects have to be recorded, even if no article changes. */
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

  /** Articles without an accepted incoming version. */
  get refused(): ReadonlySet<string> {
    const isRefused = (applicant: Applicant) => this.#takeDowns.refusal(applicant) !== undefined;
    return new Set([...this.#sightings].filter(([, seen]) => seen.every(isRefused)).map(([id]) => id));
  }

  /** True if an article of the index may stay. */
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
