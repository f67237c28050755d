import { createHash } from "node:crypto";
import type { S3Object } from "@dateline-search/core/adapters/object-store/s3-client";
import { uploadInParts } from "@dateline-search/core/adapters/object-store/s3-new-object";
import { expect, test } from "vitest";

const PART_BYTES = 4;
const CONTENT = Buffer.from("ten bytes.");

/** A fake of the SDK's client, which answers the commands of an upload; the last one with errors first. */
class FakeClient {
  readonly sent: string[] = [];
  readonly #errors: object[];

  constructor(...errors: object[]) {
    this.#errors = errors;
  }

  async send(command: object): Promise<object> {
    const name = command.constructor.name.replace("Command", "");
    this.sent.push(name);
    if (name === "CompleteMultipartUpload") {
      const error = this.#errors.shift();
      if (error !== undefined) throw error;
    }
    return { UploadId: String(this.sent.length), ETag: '"part"' };
  }
}

function conflict(): Error {
  const error = new Error("fake");
  error.name = "ConditionalRequestConflict";
  return Object.assign(error, { $metadata: { httpStatusCode: 409 } });
}

function upload(client: FakeClient): Promise<string> {
  const target = { Bucket: "b", Key: "a" };
  const object = { client, target, key: "a", maxAttempts: 3 } as unknown as S3Object;
  return uploadInParts(object, {
    body: { sizeBytes: CONTENT.length, read: async (start, end) => CONTENT.subarray(start, end) },
    sha256: createHash("sha256").update(CONTENT).digest("hex"),
    partSizeBytes: PART_BYTES,
    concurrency: 1,
  });
}

const ATTEMPT = [
  "CreateMultipartUpload",
  "UploadPart",
  "UploadPart",
  "UploadPart",
  "CompleteMultipartUpload",
];

test("a multipart upload starts over if its last request conflicts with another", async () => {
  const client = new FakeClient(conflict());
  expect(await upload(client)).toBe("created");
  expect(client.sent).toEqual([...ATTEMPT, "AbortMultipartUpload", ...ATTEMPT]);
});

test("it gives up with write-conflict if conflicts continue", async () => {
  const client = new FakeClient(conflict(), conflict(), conflict());
  await expect(upload(client)).rejects.toMatchObject({ code: "write-conflict" });
  expect(client.sent.filter((name) => name === "CreateMultipartUpload")).toHaveLength(3);
});

test("an object that exists by then is not uploaded again", async () => {
  const exists = Object.assign(new Error("fake"), { $metadata: { httpStatusCode: 412 } });
  const client = new FakeClient(exists);
  expect(await upload(client)).toBe("exists");
  expect(client.sent).toEqual([...ATTEMPT, "AbortMultipartUpload"]);
});
