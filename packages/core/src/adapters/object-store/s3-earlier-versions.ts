import { ListObjectVersionsCommand, type ListObjectVersionsOutput, type S3Client } from "@aws-sdk/client-s3";
import type { EarlierVersion, EarlierVersions, RequestOptions } from "../../ports/object-store.ts";
import { assertKeyPrefix } from "./object-key.ts";
import { type S3Object, sendOptions } from "./s3-client.ts";
import { deleteObjects } from "./s3-delete-objects.ts";
import { downloadObject } from "./s3-download.ts";
import { s3Error, statusOf } from "./s3-errors.ts";

const PART_BYTES = 8 * 1024 * 1024;

export interface S3EarlierVersionsOptions {
  readonly client: S3Client;
  readonly bucket: string;
  /** Prepended to every key. */
  readonly keyPrefix: string;
  readonly objectOf: (key: string) => S3Object;
}

/** Versions that a versioned S3 bucket keeps until its lifecycle rule removes them. */
export class S3EarlierVersions implements EarlierVersions {
  readonly #options: S3EarlierVersionsOptions;

  constructor(options: S3EarlierVersionsOptions) {
    this.#options = options;
  }

  async *list(prefix: string, { signal }: RequestOptions = {}): AsyncIterable<EarlierVersion> {
    assertKeyPrefix(prefix);
    const { keyPrefix } = this.#options;
    let marker: VersionMarker | undefined = {};
    while (marker !== undefined) {
      const page: ListObjectVersionsOutput = await this.#page(prefix, marker, { signal });
      for (const { Key = "", VersionId, Size = 0, IsLatest } of page.Versions ?? []) {
        if (IsLatest === true || VersionId === undefined) continue;
        yield { key: Key.slice(keyPrefix.length), versionId: VersionId, sizeBytes: Size };
      }
      const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
      marker = page.IsTruncated === true ? { KeyMarker, VersionIdMarker } : undefined;
    }
  }

  async getToFile(
    { key, versionId, sizeBytes }: EarlierVersion,
    path: string,
    { signal }: RequestOptions = {},
  ): Promise<void> {
    const object = this.#options.objectOf(key);
    const version = { ...object, target: { ...object.target, VersionId: versionId } };
    await downloadObject(version, path, { sizeBytes, partSizeBytes: PART_BYTES, concurrency: 1, signal });
  }

  async delete(versions: readonly EarlierVersion[], { signal }: RequestOptions = {}): Promise<void> {
    const objects = versions.map(({ key, versionId }) => ({
      Key: this.#options.objectOf(key).target.Key,
      VersionId: versionId,
    }));
    await deleteObjects(this.#options, objects, { what: "earlier versions", signal });
  }

  async #page(
    prefix: string,
    marker: VersionMarker,
    { signal }: RequestOptions,
  ): Promise<ListObjectVersionsOutput> {
    const { client, bucket, keyPrefix } = this.#options;
    try {
      const request = { Bucket: bucket, Prefix: keyPrefix + prefix, ...marker };
      return await client.send(new ListObjectVersionsCommand(request), sendOptions(signal));
    } catch (error) {
      // A server that does not implement versions keeps none.
      if (statusOf(error) === 501) return {};
      throw s3Error(`list the earlier versions of "${prefix}"`, error, signal);
    }
  }
}

interface VersionMarker {
  readonly KeyMarker?: string | undefined;
  readonly VersionIdMarker?: string | undefined;
}
