import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { modelsFolder, userCache } from "@dateline-search/cli/environment";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

const HOME = homedir();

beforeEach(() => {
  for (const name of ["DATELINE_MODELS", "XDG_CACHE_HOME", "LOCALAPPDATA"]) vi.stubEnv(name, "");
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

function onPlatform(platform: NodeJS.Platform): void {
  vi.stubGlobal("process", Object.create(process, { platform: { value: platform } }));
}

test.each([
  ["linux", {}, join(HOME, ".cache", "dateline")],
  ["freebsd", {}, join(HOME, ".cache", "dateline")],
  ["darwin", {}, join(HOME, "Library", "Caches", "dateline")],
  ["win32", {}, join(HOME, "AppData", "Local", "dateline", "Cache")],
  ["win32", { LOCALAPPDATA: "/local" }, join("/local", "dateline", "Cache")],
  ["linux", { XDG_CACHE_HOME: "/caches" }, join("/caches", "dateline")],
  ["darwin", { XDG_CACHE_HOME: "/caches" }, join("/caches", "dateline")],
  ["linux", { XDG_CACHE_HOME: "relative" }, join(HOME, ".cache", "dateline")],
] as const)("on %s with %j, the user's cache is %s", (platform, environment, expected) => {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  onPlatform(platform);
  expect(userCache()).toBe(expected);
});

test("models are in the user's folder, unless the project or the environment sets another", () => {
  vi.stubEnv("XDG_CACHE_HOME", "/caches");
  expect(modelsFolder({ config: {} })).toBe(join("/caches", "dateline", "models"));
  expect(modelsFolder({ config: { models: "/project/models" } })).toBe(resolve("/project/models"));
  vi.stubEnv("DATELINE_MODELS", "elsewhere");
  expect(modelsFolder({ config: { models: "/project/models" } })).toBe(resolve("elsewhere"));
});
