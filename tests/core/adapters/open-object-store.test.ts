import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { openObjectStore, parseS3Url } from "@dateline-search/core/adapters/object-store/open-object-store";
import { S3ObjectStore } from "@dateline-search/core/adapters/object-store/s3-object-store";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

describe("openObjectStore", () => {
  it("opens a folder by path and by URL, and creates it only on the first write", async () => {
    const folder = join(temporaryFolder(), "an index");
    const byPath = await openObjectStore(folder);
    expect(await byPath.get("a")).toBeUndefined();
    await byPath.putIfMatch("a", Buffer.from("1"), null);
    const byUrl = await openObjectStore(pathToFileURL(folder).href);
    expect(await byUrl.head("a")).toMatchObject({ sizeBytes: 1 });
  });

  it("treats a Windows drive as a path", async () => {
    expect(await openObjectStore("C:\\news\\index")).toBeInstanceOf(FileObjectStore);
  });

  it("opens a bucket without sending a request", async () => {
    expect(await openObjectStore("s3://bucket/prefix", { s3: { region: "eu-west-1" } })).toBeInstanceOf(
      S3ObjectStore,
    );
  });

  it.each([
    "gs://bucket/prefix",
    "https://bucket.s3.amazonaws.com/prefix",
    "s3:bucket",
    "s3://",
    "s3:///prefix",
    "s3://bucket/prefix?versionId=1",
    "s3://bucket//prefix",
    "s3://bucket/../other",
    "file:relative/../..",
    "file://host/share",
    "",
    "  ",
  ])("rejects %j and names it", async (url) => {
    const opened = openObjectStore(url);
    await expect(opened).rejects.toMatchObject({ name: "DatelineError", code: "invalid-input" });
  });
});

describe("parseS3Url", () => {
  it.each([
    ["s3://bucket", "bucket", ""],
    ["s3://bucket/", "bucket", ""],
    ["S3://my.bucket-1/a", "my.bucket-1", "a"],
    ["s3://bucket/a/b c/", "bucket", "a/b c"],
  ])("splits %s", (url, bucket, prefix) => {
    expect(parseS3Url(url)).toEqual({ bucket, prefix });
  });
});
