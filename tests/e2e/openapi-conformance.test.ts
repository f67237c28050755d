import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { parseApiKeys } from "@dateline-search/functions/api-keys";
import { createHttpApp } from "@dateline-search/functions/http-app";
import { OPEN_SETTINGS } from "@dateline-search/functions/http-settings";
import { getRequestListener } from "@hono/node-server";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { startTestService } from "../functions/start-test-service.ts";
import { runSchemathesis } from "../setup/schemathesis.ts";

const KEY = "the-key-of-the-test";
/** Made-up lists of names make URLs longer than Node's own 16 kB, which are refused before the app sees them. */
const MAX_HEADER_BYTES = 1024 * 1024;
const MAX_EXAMPLES = 25;

/** The app with API keys on a server of Node's own. @returns its URL */
async function serveApp(): Promise<string> {
  const apiKeys = parseApiKeys(`test:${createHash("sha256").update(KEY).digest("hex")}`);
  const settings = { ...OPEN_SETTINGS, apiKeys };
  const app = createHttpApp({ ...startTestService(), settings: () => settings });
  const listener = getRequestListener((request) => app.fetch(request));
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("the service conforms to its OpenAPI document for any request", async () => {
  const url = await serveApp();
  const { exitCode, output } = await runSchemathesis(
    [
      `${url}/openapi.json`,
      ...["--checks", "all"],
      ...["--max-examples", String(MAX_EXAMPLES)],
      ...["--generation-deterministic", "--no-color"],
      ...["--header", `X-Api-Key: ${KEY}`],
    ],
    temporaryFolder(),
  );
  // Without the bodies of requests that it shows, which are long and odd.
  expect(exitCode, output.replaceAll(/^(.{300}).*$/gm, "$1")).toBe(0);
  expect(output).toMatch(/Selected: (\d+)\/\1\s+Tested: \1\b/);
  // The index of the test has no story of several articles, so whatever id is made up is unknown.
  const withoutData = [...output.matchAll(/^\s+- ([A-Z]+ \/\S*)$/gm)].map(([, operation]) => operation);
  expect(withoutData).toEqual(["GET /v1/stories/{id}"]);
  expect(output.match(/Missing test data/g) ?? []).toHaveLength(2);
});
