import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { versionFaults } from "../../scripts/packages/versions.ts";

const changelog = readFileSync(new URL("../../CHANGELOG.md", import.meta.url), "utf8");

test("all packages have the version of the repository, and depend on each other in it", async () => {
  expect((await versionFaults()).faults).toEqual([]);
});

test("CHANGELOG.md keeps to Keep a Changelog, and begins with the version of the repository", async () => {
  const { version } = await versionFaults();
  const releases = changelog.match(/^## .*$/gm) ?? [];
  expect(releases[0]).toMatch(
    new RegExp(`^## \\[${version.replaceAll(".", "\\.")}\\] - (Unreleased|\\d{4}-\\d\\d-\\d\\d)$`),
  );
  expect(
    releases.filter((line) => !/^## \[\d+\.\d+\.\d+\] - (Unreleased|\d{4}-\d\d-\d\d)$/.test(line)),
  ).toEqual([]);
  const kinds = new Set(["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"]);
  const sections = [...changelog.matchAll(/^### (.*)$/gm)].map(([, kind = ""]) => kind);
  expect(sections.filter((kind) => !kinds.has(kind))).toEqual([]);
});
