import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readDeployment } from "@dateline-search/cli/doctor/read-deployment";
import { expect, onTestFinished, test, vi } from "vitest";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

function projectWith(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

test("the stage's file beats the environment, which beats .env, and overridden settings are reported", async () => {
  vi.stubEnv("DATELINE_ACCESS", "iam");
  vi.stubEnv("DATELINE_MEMORY_MB", "1024");
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const folder = projectWith({
    ".env": "DATELINE_MEMORY_MB=2048\nDATELINE_TMP_MB=4096\n",
    ".env.ana": 'DATELINE_ACCESS="public" # for now\n',
  });
  const { options, overridden } = await readDeployment(folder, "ana");
  expect(options).toMatchObject({ access: "public", memoryMb: 1024, storageMb: 4096 });
  expect(overridden).toEqual([
    { name: "DATELINE_ACCESS", winner: ".env.ana", loser: "the environment" },
    { name: "DATELINE_MEMORY_MB", winner: "the environment", loser: ".env" },
  ]);
  expect((await readDeployment(folder, "other")).options.access).toBe("iam");
  expect((await readDeployment(folder, undefined)).options.access).toBe("iam");
});

test("a file that SST would ignore completely is an error", async () => {
  const folder = projectWith({ ".env.ana": "DATELINE_ACCESS=public\nmemory 2 GB\n" });
  await expect(readDeployment(folder, "ana")).rejects.toThrow(
    /^Cannot read .*\.env\.ana: the line "memory 2 GB" is not NAME=value\. SST silently ignores the whole file/,
  );
});
