import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkVersions } from "@dateline-search/cli/doctor/check-versions";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

function projectWith(installedSst: string | undefined): string {
  const folder = temporaryFolder();
  const manifest = { engines: { node: ">=20.19" }, devDependencies: { sst: "4.17.1" } };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  if (installedSst === undefined) return folder;
  mkdirSync(join(folder, "node_modules", "sst"), { recursive: true });
  writeFileSync(
    join(folder, "node_modules", "sst", "package.json"),
    JSON.stringify({ version: installedSst }),
  );
  return folder;
}

test("the pinned SST on a recent Node passes", async () => {
  expect(await checkVersions(projectWith("4.17.1"), "v20.19.0")).toEqual([
    { name: "node", status: "ok", detail: "Node 20.19.0; 20.19 or newer is required" },
    { name: "sst", status: "ok", detail: "sst 4.17.1; 4.17.1 is required" },
  ]);
});

test.each(["v20.9.0", "v18.20.8"])("Node %s fails", async (version) => {
  expect((await checkVersions(projectWith("4.17.1"), version))[0]).toMatchObject({
    status: "failed",
    remedy: "install a newer Node: https://nodejs.org/en/download",
  });
});

test.each([
  ["4.18.0", "sst 4.18.0; 4.17.1 is required"],
  [undefined, "sst is not installed; 4.17.1 is required"],
])("sst %s fails", async (installed, detail) => {
  const [, sst] = await checkVersions(projectWith(installed), "v22.0.0");
  expect(sst).toEqual({ name: "sst", status: "failed", detail, remedy: "run: npm ci" });
});

test("a folder other than the project's fails", async () => {
  expect(await checkVersions(temporaryFolder(), "v22.0.0")).toMatchObject([
    { name: "versions", status: "failed", remedy: "run dateline doctor in the folder of sst.config.ts" },
  ]);
});
