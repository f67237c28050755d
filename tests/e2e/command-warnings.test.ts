import { expect, test } from "vitest";
import { DatelineProcess } from "../fixtures/spawn-dateline.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

test("a command that uses S3 hides the SDK's warning about Node, but shows other warnings", async () => {
  const command = new DatelineProcess(["generations", "--store", "s3://bucket/news"], {
    cwd: temporaryFolder(),
    environment: {
      // Port 1 has no server.
      AWS_ENDPOINT_URL: "http://127.0.0.1:1",
      AWS_ACCESS_KEY_ID: "key",
      AWS_SECRET_ACCESS_KEY: "secret",
      AWS_REGION: "eu-west-1",
      NODE_OPTIONS: "--import=data:text/javascript,process.emitWarning('mind%20the%20step')",
    },
  });
  expect(await command.ended()).toBe(1);
  expect(command.stderr).toMatch(/^error: Cannot .*127\.0\.0\.1:1/m);
  expect(command.stderr).toMatch(/Warning: mind the step/);
  expect(command.stderr).not.toMatch(/AWS SDK|NodeVersionSupport/);
});
