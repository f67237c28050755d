import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { runCommand } from "../fixtures/run-command.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

const HOME = process.cwd();
let folder: string;

beforeEach(() => {
  for (const name of ["DATELINE_INDEX", "DATELINE_STORE"]) vi.stubEnv(name, "");
  vi.stubEnv("DATELINE_MODELS", resolve(HOME, process.env["DATELINE_MODELS"] || "models"));
  folder = temporaryFolder();
  process.chdir(folder);
});

afterEach(() => {
  process.chdir(HOME);
  vi.unstubAllEnvs();
});

function settings(value: object, name = "dateline.config.json"): void {
  writeFileSync(join(folder, name), JSON.stringify(value));
}

/** Where a command looks for its index, from its complaint that there is none. */
async function indexLookedFor(...args: string[]): Promise<string | undefined> {
  const { stderr } = await runCommand(["search", "herons", ...args]);
  return /the index in "([^"]+)"/.exec(stderr)?.[1];
}

test("flags override the environment, which overrides the settings, which override the defaults", async () => {
  expect(await indexLookedFor()).toBe(join(folder, ".dateline", "index"));
  settings({ index: "from-settings" });
  expect(await indexLookedFor()).toBe(join(folder, "from-settings"));
  vi.stubEnv("DATELINE_INDEX", "from-environment");
  expect(await indexLookedFor()).toBe(join(folder, "from-environment"));
  expect(await indexLookedFor("--index", "from-flag")).toBe(join(folder, "from-flag"));
});

test("the store comes from the environment, the settings, or the index of either", async () => {
  const storeOf = async (...args: string[]) => {
    const { stderr } = await runCommand(["generations", ...args]);
    return /the store "([^"]+)"/.exec(stderr)?.[1];
  };
  settings({ index: "index" });
  expect(await storeOf()).toBe(join(folder, "index"));
  settings({ index: "index", store: "store" });
  expect(await storeOf()).toBe(join(folder, "store"));
  vi.stubEnv("DATELINE_STORE", "environment");
  expect(await storeOf()).toBe("environment");
  expect(await storeOf("--store", "flag")).toBe("flag");
});

test.each([
  ["dateline.config.json", '{ "index": "here" }'],
  ["package.json", '{ "name": "newsroom", "dateline": { "index": "here" } }'],
])("settings can be in %s, and are found from a folder below it", async (name, content) => {
  writeFileSync(join(folder, name), content);
  mkdirSync(join(folder, "articles", "2025"), { recursive: true });
  process.chdir(join(folder, "articles", "2025"));
  expect(await indexLookedFor()).toBe(join(folder, "here"));
});

describe.each([
  ["without a package.json", undefined],
  ["of ES modules", '{ "type": "module" }'],
  ["of CommonJS modules", '{ "type": "commonjs" }'],
  ["whose package.json names no type", "{}"],
])("in a folder %s", (_, manifest) => {
  const MODULE = 'import { join } from "node:path";\nexport default { index: join("here", "below") };\n';
  const TYPESCRIPT =
    'import type { Nothing } from "not-installed";\nconst index: string = await Promise.resolve("here/below");\nexport default { index } satisfies Nothing;\n';
  const COMMONJS =
    'const { join } = require("node:path");\nmodule.exports = { index: join("here", "below") };\n';

  test.each([
    ["ts", TYPESCRIPT],
    ["mts", TYPESCRIPT],
    ["cts", COMMONJS],
    ["js", MODULE],
    ["mjs", MODULE],
    ["cjs", COMMONJS],
  ])("settings can be in dateline.config.%s", async (format, content) => {
    if (manifest !== undefined) writeFileSync(join(folder, "package.json"), manifest);
    writeFileSync(join(folder, `dateline.config.${format}`), content);
    expect(await indexLookedFor()).toBe(join(folder, "here", "below"));
  });

  test("settings can import a file from their folder", async () => {
    if (manifest !== undefined) writeFileSync(join(folder, "package.json"), manifest);
    writeFileSync(join(folder, "places.ts"), 'export const index: string = "here";\n');
    writeFileSync(
      join(folder, "dateline.config.ts"),
      'import { index } from "./places.ts";\nexport default { index };\n',
    );
    expect(await indexLookedFor()).toBe(join(folder, "here"));
  });
});

test("--config names another file", async () => {
  settings({ index: "nearest" });
  settings({ index: "other" }, "other.json");
  expect(await indexLookedFor("--config", "other.json")).toBe(join(folder, "other"));
});

test("arguments and passages of a build follow the settings", async () => {
  mkdirSync(join(folder, "articles"));
  writeFileSync(join(folder, "articles", "story.txt"), "Herons\n\nHerons nest here.\n");
  settings({ corpus: "articles", index: "index", targetTokens: 64, json: true });
  const { exitCode, stdout } = await runCommand(["build"]);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ articles: 1 });
});

describe("invalid settings are usage errors that name the file and the setting", () => {
  test.each([
    [{ indx: "here" }, /dateline\.config\.json": "indx" is not a setting/],
    [{ targetTokens: "many" }, /targetTokens must be a whole number from 16 to 4096, it is "many"/],
    [{ limit: 0 }, /limit must be a whole number from 1 to 100, it is 0/],
    [{ index: "" }, /index must not be empty/],
    [["index"], /the settings must be an object, they are \["index"\]/],
  ])("%j", async (value, message) => {
    settings(value);
    const { exitCode, stderr } = await runCommand(["search", "herons"]);
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  test("not JSON, no default export, no such file, two files", async () => {
    writeFileSync(join(folder, "a.json"), "{");
    writeFileSync(join(folder, "b.mjs"), "export const index = 1;");
    for (const [file, message] of [
      ["a.json", /Cannot use the settings in ".*a\.json": .*JSON/],
      ["b.mjs", /it has no default export/],
      ["c.json", /Cannot use the settings in ".*c\.json": the file does not exist/],
    ] as const) {
      const { exitCode, stderr } = await runCommand(["search", "herons", "--config", file]);
      expect([exitCode, stderr]).toEqual([2, expect.stringMatching(message)]);
    }
    settings({});
    writeFileSync(join(folder, "dateline.config.mjs"), "export default {};");
    const both = await runCommand(["search", "herons"]);
    expect([both.exitCode, both.stderr]).toEqual([
      2,
      expect.stringMatching(/Cannot choose among the settings/),
    ]);
  });

  test("help is available nevertheless", async () => {
    settings({ indx: "here" });
    expect(await runCommand(["search", "--help"])).toMatchObject({ exitCode: 0, stderr: "" });
  });
});

test.each([
  ["--config other.json search herons"],
  ["search --config other.json herons"],
  ["search herons --config other.json"],
  ["-q --config=other.json search herons"],
  ["--config nearest.json search herons --config other.json"],
])("options can be anywhere: %s", async (line) => {
  settings({ index: "nearest" }, "nearest.json");
  settings({ index: "other" }, "other.json");
  const { stderr } = await runCommand(line.split(" "));
  expect(stderr).toContain(join(folder, "other"));
});

test("options of every command can precede each part of its name", async () => {
  vi.stubEnv("DATELINE_MODELS", "");
  settings({ models: "nowhere" }, "other.json");
  for (const line of ["--config other.json model list", "model --config other.json list"]) {
    const { exitCode, stdout } = await runCommand([...line.split(" "), "--json"]);
    expect([exitCode, JSON.parse(stdout)[0].int8]).toEqual([0, "absent"]);
  }
});

test.each(["--quiet build nowhere", "build nowhere --quiet"])(
  "an option of one command keeps its place: %s",
  async (line) => {
    const { exitCode, stderr } = await runCommand(["--limit", "4", ...line.split(" ")]);
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/unknown option '--limit'/)]);
  },
);

test.each([
  [["--config", "", "search", "herons"], /option '--config <file>' argument '' is invalid/],
  [["--config", "nowhere.json", "search", "herons"], /nowhere\.json": the file does not exist/],
  [["--config"], /option '--config <file>' argument missing/],
])("%j is rejected", async (args, message) => {
  const { exitCode, stderr } = await runCommand(args);
  expect([exitCode, stderr]).toEqual([2, expect.stringMatching(message)]);
});

test("--quiet prints the answer and errors, and nothing else", async () => {
  writeFileSync(
    join(folder, "stories.jsonl"),
    '{"title":"Good","text":"A story about herons."}\n{"title":"Bad"}\n',
  );
  const build = await runCommand(["build", "stories.jsonl", "--quiet"]);
  expect(build).toMatchObject({
    exitCode: 3,
    stderr: "",
    stdout: expect.stringMatching(/left out 1 bad record/),
  });
  const failed = await runCommand(["build", "nowhere", "-q"]);
  expect(failed).toMatchObject({
    exitCode: 2,
    stdout: "",
    stderr: expect.stringMatching(/^error: Cannot read/),
  });
});

test("DATELINE_STORE names the store of publish, even without settings", async () => {
  vi.stubEnv("DATELINE_STORE", "http://not-a-store");
  const { exitCode, stderr } = await runCommand(["publish"]);
  expect(exitCode).not.toBe(0);
  expect(stderr).not.toContain("missing required argument");
});

test.each([
  [
    "broken.ts",
    "const limit = 1;\nexport default {,",
    /broken\.ts": line 2 cannot be parsed, Unexpected token$/m,
  ],
  [
    "broken.js",
    "const limit = 1;\nexport default {,",
    /broken\.js": line 2 cannot be parsed, Unexpected token$/m,
  ],
  ["failing.mjs", 'throw new Error("no connection");', /failing\.mjs": no connection$/m],
  [
    "lost.ts",
    'import "not-installed";\nexport default {};',
    /lost\.ts": Cannot find module 'not-installed'$/m,
  ],
  ["names.ts", "export const limit = 4;", /names\.ts": it has no default export$/m],
  ["settings.yaml", "limit: 4", /the name of a settings file must end in \.ts, .*\.json$/m],
])("settings in %s are rejected with the reason", async (name, content, reason) => {
  writeFileSync(join(folder, name), content);
  const { exitCode, stderr } = await runCommand(["search", "herons", "--config", name]);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(reason);
});
