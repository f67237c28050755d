import type { Manifest } from "./manifest.ts";

/** What was seen of an object when it was read. Readings of one object are put in order by it. */
export interface OriginVersion {
  /** Of the S3 notification that led to the reading: hexadecimal, comparable for one key. */
  readonly sequencer: string | null;
  /** Of the same notification, in a bucket with versioning. */
  readonly versionId: string | null;
  /** Of what was read; `null` when the object was gone. */
  readonly etag: string | null;
  /** When the reading began, in milliseconds since 1970. */
  readonly readAt: number;
}

/** Longer than any function or command works on what it has read; a message that comes later is read anew. */
const KEPT_MS = 3_600_000;
const MAX_KEPT = 2_000;

/** Which versions of objects an index knows, those of the last hour. */
export class OriginVersions {
  readonly #known: ReadonlyMap<string, OriginVersion>;

  constructor(known: ReadonlyMap<string, OriginVersion>) {
    this.#known = known;
  }

  static of(manifest: Pick<Manifest, "origins"> | null): OriginVersions {
    return new OriginVersions(
      new Map((manifest?.origins ?? []).map(({ origin, ...version }) => [origin, version])),
    );
  }

  /** @param origin as `hashOfOrigin` gives it @returns true when a later version of the object is in the index already */
  isStale(origin: string, version: OriginVersion | null): boolean {
    const known = this.#known.get(origin);
    return known !== undefined && version !== null && isEarlier(version, known);
  }

  /** True when the object was last read so, or when that is so long ago that it cannot matter. */
  knows(origin: string, { etag, sequencer }: OriginVersion): boolean {
    const known = this.#known.get(origin);
    return known !== undefined && known.etag === etag && (etag !== null || known.sequencer === sequencer);
  }

  has(origin: string): boolean {
    return this.#known.has(origin);
  }

  with(versions: ReadonlyMap<string, OriginVersion>): OriginVersions {
    return new OriginVersions(new Map([...this.#known, ...versions]));
  }

  /** For a manifest, which has no such field when no object was read. */
  toManifest(): Pick<Manifest, "origins"> {
    const newest = [...this.#known].sort(([, a], [, b]) => b.readAt - a.readAt);
    const since = (newest[0]?.[1].readAt ?? 0) - KEPT_MS;
    const kept = newest.filter(([, { readAt }]) => readAt >= since).slice(0, MAX_KEPT);
    if (kept.length === 0) return {};
    return { origins: kept.map(([origin, version]) => ({ origin, ...version })) };
  }
}

/**
 * By the sequencers, which S3 gives for that purpose; where they do not tell, by the time of reading, since a later
 * reading of a strongly consistent store cannot give an earlier version. A reading that is wrongly taken for an earlier
 * one is made again.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
function isEarlier(version: OriginVersion, known: OriginVersion): boolean {
  if (version.etag !== null && version.etag === known.etag) return false;
  const order = compareSequencers(version.sequencer, known.sequencer);
  return order === 0 ? version.readAt < known.readAt : order < 0;
}

/** The shorter is filled up with zeros on its right. @returns 0 when one is not known */
export function compareSequencers(a: string | null, b: string | null): number {
  if (a === null || b === null) return 0;
  const length = Math.max(a.length, b.length);
  const [first, second] = [a, b].map((one) => one.toUpperCase().padEnd(length, "0")) as [string, string];
  return first === second ? 0 : first < second ? -1 : 1;
}
