import { DatelineError, type ErrorCode } from "../../errors.ts";

/** Common fields of the errors of the SDK, its signer, its HTTP handler and Node's sockets. */
interface SdkError {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number };
}

/**
 * Error codes of S3 and the SDK, which are more specific than the HTTP status:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
const BY_NAME: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  NoSuchKey: ["object-missing", "it does not exist"],
  NotFound: ["object-missing", "it does not exist"],
  NoSuchBucket: ["object-missing", "the bucket does not exist"],
  AccessDenied: ["store-forbidden", "the credentials do not allow it"],
  CredentialsProviderError: ["store-forbidden", "no AWS credentials were found"],
  ExpiredToken: ["store-forbidden", "the AWS credentials have expired"],
  InvalidAccessKeyId: ["store-forbidden", "the store does not know the AWS access key"],
  InvalidToken: ["store-forbidden", "the AWS session token is not valid"],
  RequestTimeTooSkewed: ["store-forbidden", "this machine's clock is wrong"],
  SignatureDoesNotMatch: ["store-forbidden", "the AWS secret access key is wrong"],
  PreconditionFailed: ["write-conflict", "another writer was faster"],
  ConditionalRequestConflict: ["write-conflict", "another writer was faster"],
  BadDigest: ["object-corrupt", "the store received bytes with another checksum"],
  XAmzContentChecksumMismatch: ["object-corrupt", "the store received bytes with another checksum"],
  XAmzContentSHA256Mismatch: ["object-corrupt", "the store received bytes with another checksum"],
  InvalidRange: ["object-corrupt", "it is shorter than it should be"],
  SlowDown: ["store-throttled", "the store asks to slow down"],
  RequestLimitExceeded: ["store-throttled", "the store asks to slow down"],
  Throttling: ["store-throttled", "the store asks to slow down"],
  ThrottlingException: ["store-throttled", "the store asks to slow down"],
  AuthorizationHeaderMalformed: ["invalid-input", "the bucket is in another region"],
  PermanentRedirect: ["invalid-input", "the bucket is in another region"],
  InvalidBucketName: ["invalid-input", "the bucket's name is not valid"],
  KeyTooLongError: ["invalid-input", "the key is too long"],
  // Codes of versitygw only.
  XAdminUserNotFound: ["store-forbidden", "the store does not know the AWS access key"],
  ObjectParentIsFile: ["invalid-input", "a part of its key is the key of another object"],
  ExistingObjectIsDirectory: ["invalid-input", "its key is a part of the key of another object"],
};

/** For responses without a body, such as those to HEAD, and for unknown names. */
const BY_STATUS: Readonly<Record<number, readonly [ErrorCode, string]>> = {
  301: ["invalid-input", "the bucket is in another region"],
  401: ["store-forbidden", "the credentials are refused"],
  403: ["store-forbidden", "the credentials do not allow it"],
  404: ["object-missing", "it does not exist"],
  409: ["write-conflict", "another writer was faster"],
  412: ["write-conflict", "another writer was faster"],
  416: ["object-corrupt", "it is shorter than it should be"],
  429: ["store-throttled", "the store asks to slow down"],
};

/** Codes of Node's sockets and resolver for a host that is missing or stops responding. */
const NETWORK_CODES = new Set([
  "EAI_AGAIN",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
  "ERR_STREAM_PREMATURE_CLOSE",
]);

/**
 * Converts an error of the SDK into one that callers can act on. Returns a `DatelineError` unchanged.
 *
 * @param action such as `read "latest.json"`
 * @param signal of the caller, to distinguish its abort from the SDK's own
 */
export function s3Error(action: string, error: unknown, signal?: AbortSignal): DatelineError {
  if (error instanceof DatelineError) return error;
  const [code, reason] = signal?.aborted ? ABORTED : classify(error as SdkError);
  const { name = "", message = "" } = error as SdkError;
  const said = [name, message].filter((part) => !/^(|Error|Unknown(Error)?)$/.test(part)).join(": ");
  const detail = said === "" || code === "aborted" ? "" : ` (${said})`;
  return new DatelineError(code, `Cannot ${action}: ${reason}${detail}`, { cause: error });
}

const ABORTED = ["aborted", "the caller aborted it"] as const;

function classify(error: SdkError): readonly [ErrorCode, string] {
  const status = error.$metadata?.httpStatusCode;
  const name = error.name ?? "";
  // The store chooses the name, which may be "constructor".
  const known = (Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : undefined) ?? BY_STATUS[status ?? 0];
  if (known !== undefined) return known;
  if (status !== undefined && status >= 500)
    return ["store-unreachable", `the store failed with HTTP ${status}`];
  if (isNetworkError(error))
    return ["store-unreachable", "the store could not be reached or did not answer in time"];
  if (error.message?.startsWith("Checksum mismatch"))
    return ["object-corrupt", "the received bytes have another checksum"];
  if (error.message === "Region is missing")
    return ["invalid-input", "no region is configured, set AWS_REGION"];
  return ["internal", "the store sent an unexpected response"];
}

function isNetworkError(error: SdkError): boolean {
  return error.name === "TimeoutError" || NETWORK_CODES.has(error.code ?? "");
}

/** HTTP status behind an SDK error, if there was a response. */
export function statusOf(error: unknown): number | undefined {
  return (error as SdkError).$metadata?.httpStatusCode;
}

/**
 * True if the request was sent more than once. A write may then conflict with its own first attempt, whose
 * response was lost.
 */
export function wasRetried(error: unknown): boolean {
  return ((error as SdkError).$metadata?.attempts ?? 1) > 1;
}

/** True for a 409, with which S3 asks to repeat a write after a concurrent request to the same key. */
export function isTransientConflict(error: unknown): boolean {
  return (error as SdkError).name === "ConditionalRequestConflict";
}
