import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { dependencyLicences, isAllowed } from "../../scripts/licences.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

test("every dependency has an allowed licence", () => {
  const all = dependencyLicences(ROOT);
  expect(all.length).toBeGreaterThan(300);
  expect(all.filter((one) => !one.isAllowed)).toEqual([]);
});

test.each([
  ["MIT", true],
  ["(MIT OR GPL-3.0-only)", true],
  ["Apache-2.0 AND MIT", true],
  ["Apache-2.0 AND GPL-3.0-only", false],
  ["AGPL-3.0-only", false],
  ["SEE LICENSE IN LICENSE.txt", false],
  ["UNLICENSED", false],
])("a dependency under %j is allowed: %j", (licence, expected) => {
  expect(isAllowed("some-package", licence)).toBe(expected);
});

test("a copyleft library is allowed only if it is named", () => {
  expect(isAllowed("@img/sharp-libvips-linux-x64", "LGPL-3.0-or-later")).toBe(true);
  expect(isAllowed("some-package", "LGPL-3.0-or-later")).toBe(false);
});

test("the bill of materials names every runtime package, and is reproducible", () => {
  const folder = temporaryFolder();
  const [first, second] = ["first.json", "second.json"].map((name) => {
    const file = join(folder, name);
    execFileSync(process.execPath, ["--import", "tsx", "scripts/write-sbom.ts", file], { cwd: ROOT });
    return readFileSync(file, "utf8");
  });
  expect(second).toBe(first);
  const bom = JSON.parse(first as string);
  expect(bom).toMatchObject({ bomFormat: "CycloneDX", metadata: { component: { name: "dateline" } } });
  const names = bom.components.map(({ name, group }: { name: string; group?: string }) =>
    group ? `${group}/${name}` : name,
  );
  expect(names).toEqual(expect.arrayContaining(["libsql", "hnswlib-node", "onnxruntime-node", "hono"]));
  expect(names).not.toContain("vitest");
});
