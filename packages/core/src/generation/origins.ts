import type { Manifest } from "./manifest.ts";

/** Identifies and orders the readings of one object. */
export interface OriginVersion {
  /** From the S3 notification that triggered the reading: hexadecimal, comparable for one key. */
  readonly sequencer: string | null;
  /** From the same notification, in a bucket with versioning. */
  readonly versionId: string | null;
  /** Etag of the content; `null` if the object no longer existed. */
  readonly etag: string | null;
  /** When the reading began, in milliseconds since 1970. */
  readonly readAt: number;
}

/** Longer than any function or command works on a reading. A later message causes another reading. */
const KEPT_MS = 3_600_000;
const MAX_KEPT = 2_000;

/** How an object was read. */
export interface OriginSighting {
  /** `null` if unknown, in which case the reading cannot be ordered. */
  readonly version: OriginVersion | null;
  /**
   * The version that the index knew before the object was read, `null` for none. If absent, clocks decide
   * whenever notifications do not.
   */
  readonly before?: OriginVersion | null | undefined;
}

/** The versions of objects that an index knows from the last hour. */
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

  /** @param origin as `hashOfOrigin` returns it */
  get(origin: string): OriginVersion | undefined {
    return this.#known.get(origin);
  }

  /**
   * @param origin as `hashOfOrigin` returns it
   * @returns true if the index may already have a later version of the object
   */
  isStale(origin: string, { version, before }: OriginSighting): boolean {
    if (version === null || this.#isAsBefore(origin, before)) return false;
    const known = this.#known.get(origin);
    // The index knew a version and has forgotten it, so later versions may have come and gone.
    if (known === undefined) return before !== undefined;
    return isEarlier(version, known, { isTimed: before === undefined });
  }

  /** True if the index already contains this version of the object. */
  knows(origin: string, { etag, sequencer }: OriginVersion): boolean {
    const known = this.#known.get(origin);
    return known !== undefined && known.etag === etag && (etag !== null || known.sequencer === sequencer);
  }

  /** @param sightings none of them stale */
  with(sightings: ReadonlyMap<string, OriginSighting>): OriginVersions {
    const known = new Map(this.#known);
    for (const [origin, sighting] of sightings) {
      const version = this.#versionOf(origin, sighting);
      if (version !== null) known.set(origin, version);
    }
    return new OriginVersions(known);
  }

  /**
   * True if the index still knows the same version as before the object was read. The reading is then the
   * later one, whatever clocks and notifications say.
   */
  #isAsBefore(origin: string, before: OriginSighting["before"]): boolean {
    return before !== undefined && isSameVersion(this.#known.get(origin) ?? null, before);
  }

  /**
   * A repeated message may carry an older sequencer, although its reading saw all changes that the index
   * knows.
   */
  #versionOf(origin: string, { version, before }: OriginSighting): OriginVersion | null {
    const known = this.#known.get(origin);
    if (version === null || known === undefined || !this.#isAsBefore(origin, before)) return version;
    const { sequencer, versionId } = known;
    const isOlder = version.sequencer === null || compareSequencers(version.sequencer, sequencer) < 0;
    return isOlder ? { ...version, sequencer, versionId } : version;
  }

  /** The field of a manifest, absent if no object was read. */
  toManifest(): Pick<Manifest, "origins"> {
    const newest = [...this.#known].sort(([, a], [, b]) => b.readAt - a.readAt);
    const since = (newest[0]?.[1].readAt ?? 0) - KEPT_MS;
    const kept = newest.filter(([, { readAt }]) => readAt >= since).slice(0, MAX_KEPT);
    if (kept.length === 0) return {};
    return { origins: kept.map(([origin, version]) => ({ origin, ...version })) };
  }
}

function isSameVersion(a: OriginVersion | null, b: OriginVersion | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.etag === b.etag && a.sequencer === b.sequencer && a.versionId === b.versionId && a.readAt === b.readAt
  );
}

/**
 * Orders readings by their sequencers, which S3 provides for this. If those do not decide and `isTimed` is
 * set, orders by the time of reading: a later reading of a strongly consistent store cannot return an earlier
 * version. Otherwise counts the reading as earlier, which at worst repeats it.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
function isEarlier(
  version: OriginVersion,
  known: OriginVersion,
  { isTimed }: { readonly isTimed: boolean },
): boolean {
  if (version.etag === known.etag && (version.etag !== null || !isTimed)) return false;
  const order = compareSequencers(version.sequencer, known.sequencer);
  if (order !== 0) return order < 0;
  return isTimed ? version.readAt < known.readAt : true;
}

/** Pads the shorter one with zeros on the right. @returns 0 if one is unknown */
export function compareSequencers(a: string | null, b: string | null): number {
  if (a === null || b === null) return 0;
  const length = Math.max(a.length, b.length);
  const [first, second] = [a, b].map((one) => one.toUpperCase().padEnd(length, "0")) as [string, string];
  return first === second ? 0 : first < second ? -1 : 1;
}
