import { RequestError } from "./request-error.ts";

/** Several times the size of the longest query with every filter, escaped. */
export const MAX_BODY_BYTES = 16 * 1024;
/** Fits a text of `MAX_SIMILAR_CHARACTERS` even if each character takes two escapes of six bytes. */
export const MAX_TEXT_BODY_BYTES = 256 * 1024;

/**
 * Parses the body of a request as JSON.
 *
 * @param maxBytes maximum size of the body
 * @throws RequestError `unsupported-media-type`, `body-too-large` or `malformed-request`
 */
export async function readJsonBody(request: Request, maxBytes = MAX_BODY_BYTES): Promise<unknown> {
  checkMediaType(request.headers);
  // Lambda passes whole bodies of at most 6 MB, so stopping half-way would gain nothing.
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (bytes.length > maxBytes) {
    throw new RequestError(
      "body-too-large",
      `Cannot read the body: it has ${bytes.length} bytes, at most ${maxBytes} are allowed`,
    );
  }
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new RequestError("malformed-request", "Cannot read the body: it is not JSON in UTF-8", { cause });
  }
}

/** JSON is always UTF-8 (RFC 8259, section 8.1), so any other charset is wrong. */
function checkMediaType(headers: Headers): void {
  const [type = "", ...parameters] = (headers.get("content-type") ?? "").toLowerCase().split(";");
  const foreign = parameters.find((parameter) => !/^\s*(charset="?utf-8"?)?\s*$/.test(parameter));
  if (type.trim() !== "application/json" || foreign !== undefined) {
    const given = headers.get("content-type")?.slice(0, 80) ?? "missing";
    throw new RequestError(
      "unsupported-media-type",
      `Cannot read the body: its content type must be application/json, it is ${given}`,
      { headers: { Accept: "application/json" } },
    );
  }
  const coding = headers.get("content-encoding") ?? "identity";
  if (coding.toLowerCase() === "identity") return;
  throw new RequestError(
    "unsupported-media-type",
    `Cannot read the body: its content coding must be identity, it is ${coding.slice(0, 40)}`,
    { headers: { "Accept-Encoding": "identity" } },
  );
}
