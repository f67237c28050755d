/**
 * Where articles are that are not in the file system: on the web, in a bucket.
 *
 * @module
 */

import { DatelineError } from "../errors.ts";

/** The content of a source, and what its sender says about it. */
export interface RemoteContent {
  readonly bytes: Uint8Array;
  /** The Content-Type header; null without one. */
  readonly contentType: string | null;
  /** Address of the content after all redirects; null when it has none that a reader could open. */
  readonly url: string | null;
}

/** Something that can be read, and has not been yet. */
export interface RemoteSource {
  /** For people: the address, or the key of an object. Its ending may tell the format. */
  readonly name: string;
  /** @throws SourceUnreadable; DatelineError `aborted` when the signal says so */
  read(signal?: AbortSignal): Promise<RemoteContent>;
}

export interface RemoteReader {
  /**
   * The sources at a location: one for an address of the web, any number for `s3://bucket/prefix`, in an order that
   * depends on their names only.
   *
   * @param linkedFrom the file or the address whose content named the location, when nobody chose it: a source of the
   *   public network may not lead into the reader's own
   * @throws DatelineError `invalid-input` for what is no location; `store-…` when a bucket cannot be listed
   */
  sourcesAt(location: string, signal?: AbortSignal, linkedFrom?: string): AsyncIterable<RemoteSource>;
}

/** One source cannot be read; others still can. A `DatelineError` of code `invalid-article`. */
export class SourceUnreadable extends DatelineError {
  /** Part of a sentence, such as `the server answered 404`. */
  readonly reason: string;

  constructor(name: string, reason: string, options?: ErrorOptions) {
    super("invalid-article", `Cannot fetch "${name}": ${reason}`, options);
    this.reason = reason;
  }
}
