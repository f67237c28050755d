import { createHash } from "node:crypto";
import { DatelineError } from "../errors.ts";
import type { Article } from "../types.ts";

/** What an index stores about an article to detect changes without reading the segment. */
export interface ArticleIdentity {
  /** `hashOfId` of its id. */
  readonly id: string;
  /** `hashOfId` of its id in the feed if that differs; otherwise `null`. */
  readonly alias: string | null;
  /**
   * `articleFingerprint` of the article as it was read, before times of earlier versions were copied to it.
   */
  readonly fingerprint: string;
  /** `hashOfOrigin` of the object that it was read from, if any. */
  readonly origin: string | null;
  readonly passages: number;
  readonly publishedAt: string | null;
  readonly updatedAt: string | null;
  /** The version number that its source states, if any. */
  readonly version: number | null;
}

const ID_BYTES = 16;
const FINGERPRINT_BYTES = 12;
const ORIGIN_BYTES = 16;
const COUNT_BYTES = 4;
const TIME_BYTES = 8;
const VERSION_BYTES = 8;
/** Bytes of one article in an identities file. */
const IDENTITY_BYTES =
  2 * ID_BYTES + FINGERPRINT_BYTES + ORIGIN_BYTES + COUNT_BYTES + 2 * TIME_BYTES + VERSION_BYTES;

const ALIAS_AT = ID_BYTES;
const FINGERPRINT_AT = ALIAS_AT + ID_BYTES;
const ORIGIN_AT = FINGERPRINT_AT + FINGERPRINT_BYTES;
const COUNT_AT = ORIGIN_AT + ORIGIN_BYTES;
const TIMES_AT = COUNT_AT + COUNT_BYTES;
const VERSION_AT = TIMES_AT + 2 * TIME_BYTES;
const NO_ALIAS = "0".repeat(2 * ID_BYTES);
const NO_ORIGIN = "0".repeat(2 * ORIGIN_BYTES);
const DATE_LENGTH = "YYYY-MM-DD".length;

/** 128 bits in hex. Among a billion ids, the odds that two collide are one in 10^20. */
export function hashOfId(id: string): string {
  return hash(id, ID_BYTES);
}

/** @param origin such as `bucket/key` */
export function hashOfOrigin(origin: string): string {
  return hash(origin, ORIGIN_BYTES);
}

/** Equal for articles with the same value in every field. 96 bits in hex. */
export function articleFingerprint(article: Article): string {
  const fields = Object.entries(article).sort(([a], [b]) => (a < b ? -1 : 1));
  return hash(JSON.stringify(fields), FINGERPRINT_BYTES);
}

/**
 * Packs the articles of a segment in row order, little-endian: hash of the id, of the alias (zeros for none),
 * fingerprint, hash of the origin (zeros for none), number of passages (uint32), the two times (float64), and
 * the version number (float64, NaN for none). A time is twice the seconds since 1970, plus one for an
 * instant, or NaN for none.
 */
export function encodeIdentities(identities: readonly ArticleIdentity[]): Buffer {
  const bytes = Buffer.alloc(identities.length * IDENTITY_BYTES);
  identities.forEach(({ id, alias, fingerprint, origin, passages, publishedAt, updatedAt, version }, row) => {
    const at = row * IDENTITY_BYTES;
    bytes.write(id, at, "hex");
    bytes.write(alias ?? NO_ALIAS, at + ALIAS_AT, "hex");
    bytes.write(fingerprint, at + FINGERPRINT_AT, "hex");
    bytes.write(origin ?? NO_ORIGIN, at + ORIGIN_AT, "hex");
    bytes.writeUInt32LE(passages, at + COUNT_AT);
    bytes.writeDoubleLE(encodeTime(publishedAt), at + TIMES_AT);
    bytes.writeDoubleLE(encodeTime(updatedAt), at + TIMES_AT + TIME_BYTES);
    bytes.writeDoubleLE(version ?? Number.NaN, at + VERSION_AT);
  });
  return bytes;
}

/** The articles of one segment, decoded one at a time: there may be a million. */
export class IdentityTable {
  readonly length: number;
  readonly #bytes: Buffer;

  /** @throws DatelineError `index-corrupt` when the length is not a whole number of articles */
  constructor(bytes: Uint8Array) {
    if (bytes.length % IDENTITY_BYTES !== 0) {
      throw new DatelineError(
        "index-corrupt",
        `Cannot read the articles of a segment: ${bytes.length} bytes are not a multiple of ${IDENTITY_BYTES}`,
      );
    }
    this.length = bytes.length / IDENTITY_BYTES;
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  read(row: number): ArticleIdentity {
    const at = row * IDENTITY_BYTES;
    const hex = (start: number, end: number) => this.#bytes.toString("hex", at + start, at + end);
    const time = (offset: number) => decodeTime(this.#bytes.readDoubleLE(at + offset));
    const origin = hex(ORIGIN_AT, COUNT_AT);
    const version = this.#bytes.readDoubleLE(at + VERSION_AT);
    const alias = hex(ALIAS_AT, FINGERPRINT_AT);
    return {
      id: hex(0, ALIAS_AT),
      alias: alias === NO_ALIAS ? null : alias,
      fingerprint: hex(FINGERPRINT_AT, ORIGIN_AT),
      origin: origin === NO_ORIGIN ? null : origin,
      passages: this.passagesOf(row),
      publishedAt: time(TIMES_AT),
      updatedAt: time(TIMES_AT + TIME_BYTES),
      version: Number.isNaN(version) ? null : version,
    };
  }

  /** `hashOfId` of the article in a row. */
  idOf(row: number): string {
    const at = row * IDENTITY_BYTES;
    return this.#bytes.toString("hex", at, at + ID_BYTES);
  }

  /** `hashOfId` of the alias of the article in a row, if it has one. */
  aliasOf(row: number): string | null {
    const at = row * IDENTITY_BYTES + ALIAS_AT;
    const alias = this.#bytes.toString("hex", at, at + ID_BYTES);
    return alias === NO_ALIAS ? null : alias;
  }

  passagesOf(row: number): number {
    return this.#bytes.readUInt32LE(row * IDENTITY_BYTES + COUNT_AT);
  }
}

function hash(value: string, bytes: number): string {
  return createHash("sha256")
    .update(value, "utf8")
    .digest("hex")
    .slice(0, 2 * bytes);
}

function encodeTime(time: string | null): number {
  if (time === null) return Number.NaN;
  return (Date.parse(time) / 1_000) * 2 + (time.length === DATE_LENGTH ? 0 : 1);
}

/** @throws DatelineError `index-corrupt` for a number that is not a time */
function decodeTime(encoded: number): string | null {
  if (Number.isNaN(encoded)) return null;
  const isInstant = Math.abs(encoded % 2) === 1;
  const date = new Date(((encoded - (isInstant ? 1 : 0)) / 2) * 1_000);
  if (Number.isNaN(date.getTime())) {
    throw new DatelineError(
      "index-corrupt",
      `Cannot read the articles of a segment: ${encoded} is not a time`,
    );
  }
  const text = date.toISOString();
  return isInstant ? text.replace(/\.000Z$/, "Z") : text.slice(0, DATE_LENGTH);
}
