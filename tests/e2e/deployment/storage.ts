import { expect, test } from "vitest";
import { DeclaredResources } from "../../setup/declared-resources.ts";

interface LifecycleRules {
  readonly rules: readonly Readonly<Record<string, unknown>>[];
}

/** How articles and generations are kept. */
export function describeStorage(declared: () => DeclaredResources): void {
  test("no bucket is public, all require TLS, and none is open to pages of other sites", () => {
    const buckets = declared().all("aws:s3/bucket:Bucket");
    expect(buckets.map(({ name }) => name).sort()).toEqual(["ArticlesBucket", "IndexBucket"]);
    for (const { inputs } of buckets) {
      const ofBucket = (type: string) =>
        declared()
          .all(type)
          .filter((other) => other.inputs["bucket"] === inputs["bucket"]);
      expect(ofBucket("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock")).toMatchObject([
        {
          inputs: {
            blockPublicAcls: true,
            blockPublicPolicy: true,
            ignorePublicAcls: true,
            restrictPublicBuckets: true,
          },
        },
      ]);
      const [policy] = ofBucket("aws:s3/bucketPolicy:BucketPolicy");
      expect(DeclaredResources.statementsOf(policy)).toEqual([
        expect.objectContaining({
          effect: "Deny",
          actions: ["s3:*"],
          conditions: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
        }),
      ]);
    }
    expect(declared().all("aws:s3/bucketCorsConfiguration:BucketCorsConfiguration")).toEqual([]);
  });

  test("deleted generations can be restored for a while, and no object expires by age alone", () => {
    const versioned = declared().all("aws:s3/bucketVersioning:BucketVersioning");
    expect(versioned.map(({ inputs }) => inputs["versioningConfiguration"])).toEqual([
      { status: "Enabled" },
      { status: "Enabled" },
    ]);
    const lifecycle = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
    const { rules } = declared().inputs(lifecycle, "IndexLifecycle") as unknown as LifecycleRules;
    const ofArticles = declared().inputs(lifecycle, "ArticlesLifecycle") as unknown as LifecycleRules;
    expect(ofArticles.rules).toMatchObject([
      { status: "Enabled", noncurrentVersionExpiration: { noncurrentDays: 30 } },
    ]);
    expect(rules).toMatchObject([
      { status: "Enabled", noncurrentVersionExpiration: { noncurrentDays: 30 } },
      { status: "Enabled", abortIncompleteMultipartUpload: { daysAfterInitiation: 3 } },
    ]);
    // `days` or `date` would delete segments that the latest generation still consists of.
    for (const { expiration } of [...rules, ...ofArticles.rules])
      expect([undefined, { expiredObjectDeleteMarker: true }]).toContainEqual(expiration);
  });
}
