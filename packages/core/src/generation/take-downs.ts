import { hashOfOrigin } from "./article-identity.ts";
import { type ArticleVersion, compareVersions } from "./article-version.ts";
import type { Manifest } from "./manifest.ts";

/** The origin of withdrawals in the corpus of a build. Other withdrawals name an object. */
export const CORPUS_ORIGIN = hashOfOrigin("the corpus of a build");

/** An article that an index excludes. */
export type TakeDown = NonNullable<Manifest["takeDowns"]>[number];
type ManualTakeDown = Extract<TakeDown, { kind: "manual" }>;
type Withdrawn = Extract<TakeDown, { kind: "withdrawn" }>;

/** A publisher's withdrawal of a version of an article and all earlier ones. */
export interface Withdrawal extends ArticleVersion {
  readonly id: string;
  /** `hashOfOrigin` of the object that states it, if any. */
  readonly origin: string | null;
}

/** A version of an article to be checked for admission. */
export interface Applicant extends ArticleVersion {
  readonly id: string;
  /** `hashOfId` of its id in the feed, if that differs. */
  readonly alias?: string | null;
  /** `hashOfId` of its other ids. */
  readonly aliases?: readonly string[];
  readonly origin: string | null;
}

/**
 * The articles that an index must not contain. An article that was taken down by hand stays out until it is
 * restored. A withdrawal excludes that version of an article and all earlier ones, in whatever order messages
 * arrive, but accepts a later version. If neither times nor numbers decide which is later, only the
 * withdrawing object itself can bring the article back, in a later reading.
 */
export class TakeDowns {
  readonly #manual: ReadonlyMap<string, ManualTakeDown>;
  readonly #withdrawn: ReadonlyMap<string, Withdrawn>;
  /** Ids withdrawn in the current reading, in which no object can state anything later. */
  readonly #stated: ReadonlySet<string>;

  private constructor(
    manual: ReadonlyMap<string, ManualTakeDown>,
    withdrawn: ReadonlyMap<string, Withdrawn>,
    stated: ReadonlySet<string> = new Set(),
  ) {
    this.#manual = manual;
    this.#withdrawn = withdrawn;
    this.#stated = stated;
  }

  static of(manifest: Pick<Manifest, "takeDowns"> | null): TakeDowns {
    const manual = new Map<string, ManualTakeDown>();
    const withdrawn = new Map<string, Withdrawn>();
    for (const one of manifest?.takeDowns ?? []) {
      if (one.kind === "manual") manual.set(one.id, one);
      else withdrawn.set(one.id, one);
    }
    return new TakeDowns(manual, withdrawn);
  }

  get size(): number {
    return this.#manual.size + this.#withdrawn.size;
  }

  /** Hashes of the ids of all articles with an excluded version. */
  get ids(): ReadonlySet<string> {
    return new Set([...this.#manual.keys(), ...this.#withdrawn.keys()]);
  }

  /** @returns why a version is excluded; `undefined` if it is accepted */
  refusal(applicant: Applicant): TakeDown["kind"] | undefined {
    const ids = idsOf(applicant);
    if (ids.some((id) => this.#manual.has(id))) return "manual";
    const isOut = (withdrawn: Withdrawn | undefined) =>
      withdrawn !== undefined &&
      compareVersions(applicant, withdrawn) <= 0 &&
      !this.#saysLater(applicant, withdrawn);
    return ids.some((id) => isOut(this.#withdrawn.get(id))) ? "withdrawn" : undefined;
  }

  isManual(id: string | null): boolean {
    return id !== null && this.#manual.has(id);
  }

  /** @param at a UTC instant. Articles that are already taken down by hand keep their own */
  withManual(ids: Iterable<string>, at: string): TakeDowns {
    const manual = new Map(this.#manual);
    for (const id of ids) if (!manual.has(id)) manual.set(id, { id, kind: "manual", at });
    return new TakeDowns(manual, this.#withdrawn, this.#stated);
  }

  /** Keeps the withdrawal of the latest version of each article. */
  withWithdrawals(withdrawals: Iterable<Withdrawal>): TakeDowns {
    const withdrawn = new Map(this.#withdrawn);
    const stated = new Set(this.#stated);
    for (const { id, statedAt, version, origin } of withdrawals) {
      const one: Withdrawn = { id, kind: "withdrawn", statedAt, version, origin };
      const known = withdrawn.get(id);
      if (known !== undefined && !replaces(one, known)) continue;
      withdrawn.set(id, one);
      stated.add(id);
    }
    return new TakeDowns(this.#manual, withdrawn, stated);
  }

  /** Drops withdrawals that an accepted version overrides, although it is not known to be later. */
  afterAdmitting(applicants: Iterable<Applicant>): TakeDowns {
    const withdrawn = new Map(this.#withdrawn);
    for (const applicant of applicants) {
      for (const id of idsOf(applicant)) {
        const known = withdrawn.get(id);
        if (known !== undefined && compareVersions(applicant, known) <= 0) withdrawn.delete(id);
      }
    }
    return new TakeDowns(this.#manual, withdrawn, this.#stated);
  }

  without(ids: ReadonlySet<string>): TakeDowns {
    const others = <T>(all: ReadonlyMap<string, T>) => new Map([...all].filter(([id]) => !ids.has(id)));
    return new TakeDowns(others(this.#manual), others(this.#withdrawn), this.#stated);
  }

  /** Drops the withdrawals that an object states. */
  withoutOrigin(origin: string): TakeDowns {
    const withdrawn = new Map([...this.#withdrawn].filter(([, one]) => one.origin !== origin));
    return new TakeDowns(this.#manual, withdrawn, this.#stated);
  }

  /** Unites both lists. If both withdraw an article, keeps the later withdrawal. */
  unitedWith(others: TakeDowns): TakeDowns {
    const manual = new Map([...others.#manual, ...this.#manual]);
    return new TakeDowns(manual, this.#withdrawn).withWithdrawals(others.#withdrawn.values());
  }

  /** The field of a manifest, absent if nothing is taken down. */
  toManifest(): Pick<Manifest, "takeDowns"> {
    const all: TakeDown[] = [...this.#manual.values(), ...this.#withdrawn.values()];
    if (all.length === 0) return {};
    return { takeDowns: all.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)) };
  }

  #saysLater(applicant: Applicant, withdrawn: Withdrawn): boolean {
    const isSameObject = applicant.origin !== null && applicant.origin === withdrawn.origin;
    return isSameObject && compareVersions(applicant, withdrawn) === 0 && !this.#stated.has(withdrawn.id);
  }
}

/** All ids under which a version may be excluded. */
function idsOf({ id, alias = null, aliases = [] }: Applicant): readonly string[] {
  return alias === null ? [id, ...aliases] : [id, alias, ...aliases];
}

/** Replaces the take-downs of a manifest. */
export function withTakeDowns(manifest: Manifest, takeDowns: TakeDowns): Manifest {
  const { takeDowns: _before, ...rest } = manifest;
  return { ...rest, ...takeDowns.toManifest() };
}

/** If versions do not decide, prefers the withdrawal that states less, because it excludes more. */
function replaces(one: Withdrawn, known: Withdrawn): boolean {
  const order = compareVersions(one, known);
  return order === 0 ? statements(one) <= statements(known) : order > 0;
}

function statements({ statedAt, version }: ArticleVersion): number {
  return Number(statedAt !== null) + Number(version !== null);
}

function keyOf({ id, kind }: TakeDown): string {
  return `${id} ${kind}`;
}
