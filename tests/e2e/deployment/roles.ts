import { expect, test } from "vitest";
import { DeclaredResources } from "../../setup/declared-resources.ts";

/** What the functions may do. */
export function describeRoles(declared: () => DeclaredResources): void {
  test("no role has unlimited rights, and only Lambda may assume one", () => {
    const roles = declared().all("aws:iam/role:Role");
    expect(roles.map(({ name }) => name).sort()).toEqual(["IngestRole", "SearchRole"]);
    for (const role of roles) {
      const { assumeRolePolicy } = role.inputs as {
        assumeRolePolicy: { Statement: { Principal: unknown }[] };
      };
      expect(assumeRolePolicy.Statement.map(({ Principal }) => Principal)).toEqual([
        { Service: "lambda.amazonaws.com" },
      ]);
      expect(role.inputs["managedPolicyArns"]).toEqual([
        "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
      ]);
      for (const { actions, resources } of DeclaredResources.inlineStatementsOf(role)) {
        expect(actions.filter((action) => action.includes("*"))).toEqual([]);
        expect(resources).not.toContain("*");
      }
    }
  });

  test("the search function may read below its prefix, and nothing else", () => {
    expect(DeclaredResources.inlineStatementsOf(declared().named("aws:iam/role:Role", "SearchRole"))).toEqual(
      [
        {
          effect: "Allow",
          actions: ["s3:GetObject"],
          resources: [expect.stringMatching(/:IndexBucket\/news\/\*$/)],
        },
        {
          effect: "Allow",
          actions: ["s3:ListBucket"],
          resources: [expect.stringMatching(/:IndexBucket$/)],
          conditions: [{ test: "StringLike", variable: "s3:prefix", values: ["news/*"] }],
        },
      ],
    );
  });

  test("the ingest function may write to the index, read articles and take messages", () => {
    const role = declared().named("aws:iam/role:Role", "IngestRole");
    const allowed = DeclaredResources.inlineStatementsOf(role).flatMap(({ actions, resources }) =>
      actions.map((action) => `${action} ${resources.map((arn) => arn.replace(/^.*:/, "")).join(" ")}`),
    );
    expect(allowed.sort()).toEqual([
      "s3:AbortMultipartUpload IndexBucket/news/*",
      "s3:DeleteObject IndexBucket/news/*",
      "s3:GetObject ArticlesBucket/*",
      "s3:GetObject IndexBucket/news/*",
      "s3:ListBucket ArticlesBucket",
      "s3:ListBucket IndexBucket",
      "s3:PutObject IndexBucket/news/*",
      "sqs:ChangeMessageVisibility IngestQueueQueue",
      "sqs:DeleteMessage IngestQueueQueue",
      "sqs:GetQueueAttributes IngestQueueQueue",
      "sqs:ReceiveMessage IngestQueueQueue",
      "sqs:SendMessage FailedRunsQueue",
    ]);
  });
}
