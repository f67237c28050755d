import { PutObjectCommand, type PutObjectCommandInput } from "@aws-sdk/client-s3";
import { DatelineError } from "../../errors.ts";
import { waitFullJitter } from "./full-jitter.ts";
import { type S3Object, sendOptions } from "./s3-client.ts";
import { isTransientConflict } from "./s3-errors.ts";

/** Parameters of a conditional write, except its target. */
export type ConditionalPut = Pick<
  PutObjectCommandInput,
  "Body" | "ChecksumSHA256" | "IfMatch" | "IfNoneMatch"
>;

/**
 * Sends one conditional write. Repeats it if S3 reports a concurrent request to the same key, the only case in
 * which the condition is undecided.
 *
 * @returns the etag
 * @throws unconverted errors of the SDK
 */
export async function putObject(
  { client, target, key, maxAttempts }: S3Object,
  put: ConditionalPut,
  signal: AbortSignal | undefined,
): Promise<string> {
  for (let failures = 1; ; failures++) {
    try {
      const { ETag } = await client.send(new PutObjectCommand({ ...target, ...put }), sendOptions(signal));
      if (ETag === undefined)
        throw new DatelineError("internal", `Cannot write "${key}": the store sent no etag`);
      return ETag;
    } catch (error) {
      if (!isTransientConflict(error) || failures === maxAttempts) throw error;
      await waitFullJitter(failures, signal);
    }
  }
}
