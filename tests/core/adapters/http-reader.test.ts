import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { FetchMemory } from "../../../packages/core/src/adapters/source/fetch-memory.ts";
import {
  HttpReader,
  type HttpReaderOptions,
} from "../../../packages/core/src/adapters/source/http-reader.ts";
import { openRemoteReader } from "../../../packages/core/src/adapters/source/open-remote-reader.ts";
import { SourceUnreadable } from "../../../packages/core/src/ports/remote-reader.ts";
import { describeRemoteReader } from "../../contracts/remote-reader.ts";
import { MemoryObjectStore } from "../../fixtures/memory-object-store.ts";
import { type NewsServer, startNewsServer } from "../../fixtures/news-server.ts";

describeRemoteReader("a page of the web", async () => {
  const pages: Record<string, string> = { "/a.html": "the page" };
  await start(pages);
  return {
    reader: openRemoteReader({ http: { userAgent: "dateline/test", delayMs: 0 } }),
    location: `${server?.origin}/a.html`,
    contents: { "/a.html": "the page" },
    remove: async () => {
      delete pages["/a.html"];
    },
  };
});

let server: NewsServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function start(pages: Parameters<typeof startNewsServer>[0]): Promise<NewsServer> {
  server = await startNewsServer(pages);
  return server;
}

function reader(options: Partial<HttpReaderOptions> = {}): HttpReader {
  return new HttpReader({ userAgent: "dateline/test (a test)", delayMs: 0, ...options });
}

async function textAt(address: string, options: Partial<HttpReaderOptions> = {}): Promise<string> {
  return Buffer.from((await reader(options).read(address)).bytes).toString("utf8");
}

describe("HttpReader", () => {
  it("identifies itself, and returns content, media type and address", async () => {
    const { origin, requests } = await start({
      "/a": { headers: { "content-type": "text/html; charset=latin1" }, body: "hello" },
    });
    const content = await reader().read(`${origin}/a#part`);
    expect(content).toMatchObject({ contentType: "text/html; charset=latin1", url: `${origin}/a` });
    expect(requests.map(({ headers }) => headers["user-agent"])).toEqual([
      "dateline/test (a test)",
      "dateline/test (a test)",
    ]);
  });

  it.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
  ])("decompresses %s", async (encoding, compress) => {
    const { origin } = await start({
      "/a": { headers: { "content-encoding": encoding }, body: compress("čeština") },
    });
    expect(await textAt(`${origin}/a`)).toBe("čeština");
  });

  it("follows redirects, including relative ones, and returns the last address", async () => {
    const { origin } = await start({
      "/a": { status: 301, headers: { location: "b?x=1" } },
      "/b?x=1": { status: 302, headers: { location: "/c" } },
      "/c": "there",
    });
    expect(await reader().read(`${origin}/a`)).toMatchObject({ url: `${origin}/c` });
  });

  it.each([
    [
      "redirects without end",
      { "/a": { status: 302, headers: { location: "/a" } } },
      "it redirects more than 5 times",
    ],
    [
      "a redirect into the file system",
      { "/a": { status: 302, headers: { location: "file:///etc/passwd" } } },
      '"file:///etc/passwd" is not a web address',
    ],
    ["a missing page", {}, "the server answered 404"],
    [
      "an unknown content encoding",
      { "/a": { headers: { "content-encoding": "zz" }, body: "x" } },
      'its content encoding "zz" is not supported',
    ],
  ] as const)("rejects %s", async (_, pages, reason) => {
    const { origin } = await start(pages);
    const reading = reader().read(`${origin}/a`);
    await expect(reading).rejects.toBeInstanceOf(SourceUnreadable);
    await expect(reading).rejects.toMatchObject({ code: "invalid-article", reason });
  });

  it.each(["ftp://example.org/a", "file:///etc/passwd", "javascript:0", "nonsense"])(
    "rejects %s",
    async (address) => {
      await expect(reader().read(address)).rejects.toMatchObject({
        reason: `"${address}" is not a web address`,
      });
    },
  );

  it("rejects credentials in an address", async () => {
    await expect(reader().read("http://user:secret@127.0.0.1/")).rejects.toMatchObject({
      reason: "its address contains a user name or a password",
    });
  });

  it("rejects content that exceeds the limit after decompression", async () => {
    const bomb = gzipSync(Buffer.alloc(8 * 1024 * 1024));
    const { origin } = await start({ "/a": { headers: { "content-encoding": "gzip" }, body: bomb } });
    expect(bomb.length).toBeLessThan(10_000);
    await expect(reader({ maxBytes: 2 * 1024 * 1024 }).read(`${origin}/a`)).rejects.toMatchObject({
      reason: "it has more than 2 MB",
    });
  });

  it("gives up on a server that does not answer", async () => {
    const { origin } = await start({ "/robots.txt": "", "/a": () => "hang" });
    await expect(reader({ timeoutMs: 2_000 }).read(`${origin}/a`)).rejects.toMatchObject({
      reason: "the server did not answer in time",
    });
  });

  it("stops with code aborted", async () => {
    const { origin } = await start({ "/robots.txt": "", "/a": () => "hang" });
    const abort = new AbortController();
    const reading = reader().read(`${origin}/a`, abort.signal);
    setTimeout(() => abort.abort(), 50);
    await expect(reading).rejects.toMatchObject({ code: "aborted" });
  });

  it("retries after a broken connection and a failing server", async () => {
    let attempt = 0;
    const { origin } = await start({
      "/a": () => {
        attempt++;
        if (attempt === 1) return "break";
        return attempt === 2 ? { status: 500 } : "there";
      },
    });
    expect(await textAt(`${origin}/a`)).toBe("there");
  });

  it("reports that nothing listens", async () => {
    const { origin } = await start({});
    await server?.close();
    server = undefined;
    await expect(reader().read(`${origin}/a`)).rejects.toMatchObject({
      reason: expect.stringMatching(/^it cannot be reached \(.*ECONNREFUSED/),
    });
  });
});

describe("HttpReader and robots.txt", () => {
  const ROBOTS = "User-agent: *\nDisallow: /private\n\nUser-agent: dateline\nDisallow: /not-for-dateline\n";

  it("obeys the group that names it, and requests the rules once per host", async () => {
    const { origin, paths } = await start({
      "/robots.txt": ROBOTS,
      "/private": "a",
      "/not-for-dateline": "b",
    });
    const one = reader();
    await one.read(`${origin}/private`);
    await expect(one.read(`${origin}/not-for-dateline`)).rejects.toMatchObject({
      reason: `the robots.txt of ${origin.slice(7)} does not allow it`,
    });
    expect(paths()).toEqual(["/robots.txt", "/private"]);
  });

  it("checks the rules for every address of a redirect chain", async () => {
    const { origin, paths } = await start({
      "/robots.txt": ROBOTS,
      "/a": { status: 302, headers: { location: "/not-for-dateline" } },
      "/not-for-dateline": "b",
    });
    await expect(reader().read(`${origin}/a`)).rejects.toMatchObject({
      reason: expect.stringContaining("robots.txt"),
    });
    expect(paths()).toEqual(["/robots.txt", "/a"]);
  });

  it("allows everything without the file, and nothing while the server fails", async () => {
    const without = await start({ "/a": "a" });
    expect(await textAt(`${without.origin}/a`)).toBe("a");
    await without.close();
    const failing = await start({ "/robots.txt": { status: 503 }, "/a": "a" });
    await expect(reader().read(`${failing.origin}/a`)).rejects.toMatchObject({
      reason: `the robots.txt of ${failing.origin.slice(7)} is unavailable (503), so nothing is fetched from there`,
    });
  });

  it("pauses between requests according to Crawl-delay, from the end of the previous one", async () => {
    const { origin, requests } = await start({
      "/robots.txt": "User-agent: *\nCrawl-delay: 0.2\n",
      "/a": "a",
      "/b": "b",
    });
    const one = reader();
    await Promise.all([one.read(`${origin}/a`), one.read(`${origin}/b`)]);
    const [first = 0, second = 0] = requests.filter(({ path }) => path !== "/robots.txt").map(({ at }) => at);
    // Timers may fire a millisecond early; how late is the machine's business.
    expect(second - first).toBeGreaterThanOrEqual(195);
  });
});

describe("HttpReader and Retry-After", () => {
  it.each([429, 503])("waits if the server answers %d with a time", async (status) => {
    const asked: number[] = [];
    const { origin } = await start({
      "/a": () => {
        asked.push(performance.now());
        return asked.length === 1 ? { status, headers: { "retry-after": "1" } } : "there";
      },
    });
    expect(await textAt(`${origin}/a`)).toBe("there");
    expect((asked[1] ?? 0) - (asked[0] ?? 0)).toBeGreaterThanOrEqual(990);
  });

  it("gives up on a server that asks for a long wait", async () => {
    const { origin } = await start({ "/a": { status: 429, headers: { "retry-after": "3600" } } });
    await expect(reader().read(`${origin}/a`)).rejects.toMatchObject({
      reason: "the server asks to come back in 3600 seconds",
    });
  });
});

describe("HttpReader and its cache", () => {
  it("sends conditional requests, also in a new process, and returns unchanged content from the cache", async () => {
    let etag = '"1"';
    const { origin, requests } = await start({
      "/robots.txt": "",
      "/a": ({ headers }) =>
        headers["if-none-match"] === etag
          ? { status: 304 }
          : { headers: { etag, "content-type": "text/plain" }, body: `version ${etag}` },
    });
    const store = new MemoryObjectStore();
    const read = async () => await reader({ memory: new FetchMemory(store) }).read(`${origin}/a`);
    const first = await read();
    const again = await read();
    expect(again).toMatchObject({ contentType: "text/plain", url: `${origin}/a` });
    expect(Buffer.from(again.bytes).equals(first.bytes)).toBe(true);
    etag = '"2"';
    expect(Buffer.from((await read()).bytes).toString()).toBe('version "2"');
    expect(Buffer.from((await read()).bytes).toString()).toBe('version "2"');
    const conditions = requests
      .filter(({ path }) => path === "/a")
      .map(({ headers }) => headers["if-none-match"]);
    expect(conditions).toEqual([undefined, '"1"', '"1"', '"2"']);
  });

  it("uses Last-Modified if there is no ETag", async () => {
    const date = "Wed, 10 Dec 2025 08:00:00 GMT";
    const { origin, requests } = await start({ "/a": { headers: { "last-modified": date }, body: "a" } });
    const memory = new FetchMemory(new MemoryObjectStore());
    await reader({ memory }).read(`${origin}/a`);
    await reader({ memory }).read(`${origin}/a`);
    expect(requests.at(-1)?.headers["if-modified-since"]).toBe(date);
  });
});

describe("HttpReader on behalf of a server", () => {
  const guarded = { refusePrivateAddresses: true };

  it.each([
    "http://127.0.0.1:1/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://[::1]:1/",
    "http://[::ffff:127.0.0.1]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1/",
    "http://192.168.1.1/",
    "http://172.20.0.1/",
    "http://100.64.0.1/",
    "http://[fd00::1]/",
    "http://[fe80::1]/",
    "http://0.0.0.0/",
    "http://localhost:1/",
  ])("rejects %s", async (address) => {
    await expect(reader(guarded).read(address)).rejects.toMatchObject({
      reason: expect.stringContaining("is private, which a server does not connect to"),
    });
  });

  it("sends nothing to its own network, not even for robots.txt, unless allowed as by default", async () => {
    const { origin, paths } = await start({ "/a": "a" });
    await expect(reader(guarded).read(`${origin}/a`)).rejects.toBeInstanceOf(SourceUnreadable);
    expect(paths()).toEqual([]);
    expect(await textAt(`${origin}/a`)).toBe("a");
  });
});
