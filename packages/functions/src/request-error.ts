/** Errors of a request itself, before the index is queried. */
export type RequestErrorCode =
  /** The body is not JSON, or a parameter is repeated. */
  | "malformed-request"
  /** An unknown parameter or field. */
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
  /** The cursor is forged, or belongs to another query. */
  | "cursor-invalid"
  /** The cursor's generation is no longer available. */
  | "cursor-expired"
  /** An API key is required and the request has none. */
  | "key-missing"
  /** The API key is unknown. */
  | "key-unknown"
  /** The API key lacks the required scope. */
  | "key-not-allowed"
  /** A page of an origin that is not allowed. */
  | "origin-not-allowed"
  /** Too many requests from one caller to this container. */
  | "rate-limited"
  /** The index is still being opened or built; try again later. */
  | "not-ready";

export interface RequestErrorOptions extends ErrorOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly publicDetail?: string;
}

/** An error that is answered with a problem. Callers see its message when the status is below 500. */
export class RequestError extends Error {
  override readonly name = "RequestError";
  readonly code: RequestErrorCode;
  /** Headers that the status requires, such as `Allow` with 405. */
  readonly headers: Readonly<Record<string, string>>;
  /** Shown to callers in place of the general text for statuses from 500 on. */
  readonly publicDetail: string | undefined;

  constructor(code: RequestErrorCode, message: string, options: RequestErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.headers = options.headers ?? {};
    this.publicDetail = options.publicDetail;
  }
}
