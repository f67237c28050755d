/**
 * Reads articles from the web and from buckets.
 *
 * @module
 */

import { DatelineError } from "../errors.ts";

/** The content of a source, and its metadata from the sender. */
export interface RemoteContent {
  readonly bytes: Uint8Array;
  /** The Content-Type header; `null` without one. */
  readonly contentType: string | null;
  /** Address of the content after all redirects; `null` if it has none that a person could open. */
  readonly url: string | null;
}

/** A source that has not been read yet. */
export interface RemoteSource {
  /** Display name: the address, or the key of an object. Its extension may indicate the format. */
  readonly name: string;
  /** @throws SourceUnreadable; DatelineError `aborted` when the signal aborts */
  read(signal?: AbortSignal): Promise<RemoteContent>;
}

export interface RemoteReader {
  /**
   * Lists the sources at a location: one for a web address, any number for `s3://bucket/prefix`, in an order
   * that depends only on their names.
   *
   * @param linkedFrom the file or address whose content named the location; absent if the user named it.
   *   Needed to refuse links from the public network into the reader's own
   * @throws DatelineError `invalid-input` for an invalid location; `store-…` when a bucket cannot be listed
   */
  sourcesAt(location: string, signal?: AbortSignal, linkedFrom?: string): AsyncIterable<RemoteSource>;
}

/** One source is unreadable, although others may be readable. Its code is `invalid-article`. */
export class SourceUnreadable extends DatelineError {
  /** Part of a sentence, such as `the server answered 404`. */
  readonly reason: string;

  constructor(name: string, reason: string, options?: ErrorOptions) {
    super("invalid-article", `Cannot fetch "${name}": ${reason}`, options);
    this.reason = reason;
  }
}
