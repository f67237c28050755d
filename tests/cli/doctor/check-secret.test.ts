import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkAlertSecrets, checkSecret } from "@dateline-search/cli/doctor/check-secret";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

const KEY = `reader:${"a".repeat(64)}`;

/** A project with a fake of `sst`, which lists one secret. tests/e2e/deployment.test.ts asks the real one. */
function projectWithSecret(value: string): string {
  const folder = temporaryFolder();
  const bin = join(folder, "node_modules", ".bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(
    join(bin, "sst"),
    `#!/bin/sh\ncat <<'END'\n# dateline/ana\nApiKeys=${value}\nAlertSecretDesk=whsec_not-to-be-shown\nEND\n`,
    {
      mode: 0o755,
    },
  );
  return folder;
}

async function check(value: string) {
  const { signal } = new AbortController();
  return await checkSecret({ folder: projectWithSecret(value), stage: "ana", signal });
}

test("keys are counted and returned for the size check", async () => {
  expect(await check(`${KEY} ${KEY.replace("reader", "desk")}`)).toEqual({
    check: { name: "secret", status: "ok", detail: "2 in ApiKeys of stage ana" },
    keys: `${KEY} ${KEY.replace("reader", "desk")}`,
  });
});

test.each([
  [
    `${KEY}:serach`,
    'Cannot read the API keys: the scopes of "reader" must be some of search, articles, mcp, alerts',
  ],
  [`${KEY} ${KEY}`, 'Cannot read the API keys: "reader" is listed twice'],
  [",", "ApiKeys of stage ana names no key"],
  ["", "ApiKeys is not set for stage ana"],
])("the secret %j fails with the command to set it", async (value, detail) => {
  expect(await check(value)).toEqual({
    check: {
      name: "secret",
      status: "failed",
      detail,
      remedy: 'see docs/deploy.md, then: npx sst secret set ApiKeys "NAME:SHA256" --stage ana',
    },
  });
});

test("a key in place of its hash is not printed", async () => {
  expect(JSON.stringify(await check("reader:the-key-itself"))).not.toContain("the-key-itself");
});

test("secrets of alerts are checked and not printed", async () => {
  const { signal } = new AbortController();
  const options = { folder: projectWithSecret(KEY), stage: "ana", signal };
  const checks = await checkAlertSecrets(options, ["DESK", "ROOT"]);
  expect(checks).toEqual([
    { name: "alerts", status: "ok", detail: "AlertSecretDesk of stage ana is set" },
    {
      name: "alerts",
      status: "failed",
      detail: "AlertSecretRoot is not set for stage ana",
      remedy: 'see docs/alerts.md, then: npx sst secret set AlertSecretRoot "whsec_…" --stage ana',
    },
  ]);
  expect(await checkAlertSecrets(options, [])).toEqual([]);
});
