/** What can be wrong with a request before the index is asked. */
export type RequestErrorCode =
  /** The body is not JSON, or a parameter is given twice. */
  | "malformed-request"
  /** A parameter or field that does not exist. */
  | "unknown-parameter"
  | "body-too-large"
  | "unsupported-media-type"
  | "not-found"
  | "method-not-allowed"
  /** No article of the index has this id. */
  | "article-missing"
  /** No saved search has this id. */
  | "alert-missing"
  /** Another saved search has this id. */
  | "alert-exists"
  /** No story of the index has this id. */
  | "story-missing"
  /** The cursor is none of ours, or came with another query. */
  | "cursor-invalid"
  /** The generation that the cursor belongs to is not kept any more. */
  | "cursor-expired"
  /** An API key is asked for and there is none in the request. */
  | "key-missing"
  /** The API key is none that is known. */
  | "key-unknown"
  /** The API key is known and may not do this. */
  | "key-not-allowed"
  /** A page of another origin, which the service was not told to serve. */
  | "origin-not-allowed"
  /** More requests than this container takes from one caller. */
  | "rate-limited"
  /** The index is still being opened or built; a later request will find it open. */
  | "not-ready";

export interface RequestErrorOptions extends ErrorOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly publicDetail?: string;
}

/** A request that gets a problem for an answer. The message is shown to the caller when the status is below 500. */
export class RequestError extends Error {
  override readonly name = "RequestError";
  readonly code: RequestErrorCode;
  /** What HTTP wants beside the status, such as `Allow` with 405. */
  readonly headers: Readonly<Record<string, string>>;
  /** What a caller is told in place of the general words for statuses from 500 on. */
  readonly publicDetail: string | undefined;

  constructor(code: RequestErrorCode, message: string, options: RequestErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.headers = options.headers ?? {};
    this.publicDetail = options.publicDetail;
  }
}
