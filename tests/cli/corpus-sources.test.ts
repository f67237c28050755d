import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type NewsServer, startNewsServer } from "../fixtures/news-server.ts";
import { runCommand } from "../fixtures/run-command.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { MODELS_FOLDER } from "../setup/pull-model.ts";

const BODY =
  "<p>The bridge over the river closed on Monday, because engineers found cracks in its pillars.</p>".repeat(
    9,
  );
const PAGE = `<!doctype html><html lang="en"><head><title>Bridge closed</title></head><body><article>${BODY}</article></body></html>`;

let server: NewsServer;
let folder: string;
beforeEach(async () => {
  folder = temporaryFolder();
  vi.stubEnv("DATELINE_CACHE", join(folder, "cache"));
  vi.stubEnv("DATELINE_INDEX", join(folder, "index"));
  vi.stubEnv("DATELINE_MODELS", MODELS_FOLDER);
  const pages: Parameters<typeof startNewsServer>[0] = {
    "/bridge.html": PAGE,
    "/feed": ({ headers }) =>
      headers["if-none-match"] === '"1"'
        ? { status: 304 }
        : { headers: { etag: '"1"' }, body: feed(server.origin) },
  };
  server = await startNewsServer(pages);
});
afterEach(async () => {
  await server.close();
  vi.unstubAllEnvs();
});

function feed(origin: string): string {
  return `<rss version="2.0"><channel><title>Harbour Gazette</title><item><guid>urn:x:bridge</guid><title>Bridge closed</title>
    <link>${origin}/bridge.html</link><description>Cracks.</description></item></channel></rss>`;
}

async function search(query: string) {
  const { stdout } = await runCommand(["search", query, "--json"]);
  return JSON.parse(stdout).hits.map(
    (hit: { article: { id: string; source: string }; passage: { text: string } }) => hit,
  );
}

test("a list of feeds is indexed with the pages behind it, and the next run sends only conditional requests", async () => {
  const list = join(folder, "feeds.urls");
  writeFileSync(list, `${server.origin}/feed\n`);
  const first = await runCommand(["build", list, "--follow"]);
  expect([first.exitCode, first.stderr]).toEqual([0, expect.any(String)]);
  const [hit] = await search("cracks in pillars");
  expect(hit).toMatchObject({ article: { id: `${server.origin}/bridge.html`, source: "Harbour Gazette" } });
  expect(hit.passage.text).toContain("engineers found cracks");
  const second = await runCommand(["build", list, "--follow", "--json"]);
  expect(JSON.parse(second.stdout)).toMatchObject({ articles: 1, problems: [] });
  const asked = server.requests.filter(({ path }) => path === "/feed");
  expect(asked.map(({ headers }) => headers["if-none-match"])).toEqual([undefined, '"1"']);
  expect(asked[0]?.headers["user-agent"]).toMatch(/^dateline\/\d/);
});

test("a withdrawal on standard input removes the article from the index", async () => {
  await runCommand(["build", `${server.origin}/feed`]);
  const withdrawal = JSON.stringify({ uri: "urn:x:bridge", pubstatus: "canceled" });
  const { exitCode, stdout, stderr } = await runCommand(["add", "-"], { stdin: Readable.from([withdrawal]) });
  expect([exitCode, stdout, stderr]).toEqual([
    0,
    expect.stringContaining("1 article withdrawn"),
    expect.stringContaining("withdrawn: standard input:1: urn:x:bridge: pubstatus is canceled"),
  ]);
  expect(await search("cracks")).toEqual([]);
});

test("an address that cannot be fetched is reported with the reason, and nothing is indexed", async () => {
  const { exitCode, stderr } = await runCommand(["build", `${server.origin}/gone`]);
  expect(exitCode).not.toBe(0);
  expect(stderr).toContain(`${server.origin}/gone: cannot be fetched: the server answered 404`);
});

test.each(["ftp://news.example/feed", "file:///srv/articles", "gs://bucket/news"])(
  "an unsupported address is rejected with its scheme and the supported ones: %s",
  async (address) => {
    const { exitCode, stderr } = await runCommand(["build", address]);
    expect(exitCode).toBe(2);
    const scheme = address.slice(0, address.indexOf("/"));
    expect(stderr).toBe(
      `error: Cannot read the corpus: addresses begin with https://, http:// or s3://, not with ${scheme}//, "${address}"\n`,
    );
  },
);
