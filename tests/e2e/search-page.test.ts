import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import axe, { type AxeResults } from "axe-core";
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type Browser, startBrowser } from "../fixtures/browser.ts";
import { datedNews } from "../fixtures/dated-news.ts";
import { DatelineProcess } from "../fixtures/spawn-dateline.ts";

const PICTURES = "https://pictures.example/";
/** One pixel. */
const PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/** Two reports of one event that differ only in their last sentences. */
const FIRE =
  "Firefighters brought a blaze at the old cotton mill in Harbourtown under control on Tuesday morning.";
const OWN_STORIES = [
  { title: "Mill fire out", source: "Evening Post", text: `${FIRE} Nobody was hurt, the brigade said.` },
  {
    title: "Blaze at cotton mill",
    source: "Morning Herald",
    text: `${FIRE} The cause is not known, police said.`,
  },
].map((story, index) => ({
  ...story,
  id: `mill-${index}`,
  publishedAt: `2005-03-0${index + 1}`,
  image: { url: `${PICTURES}${index === 0 ? "mill.png" : "gone.png"}`, alt: "The mill & its chimney" },
}));

/** Markup that must stay text. */
const HOSTILE = {
  id: "hostile",
  title: "<img src=x onerror=\"document.title='owned'\"> zeppelin",
  text: "A zeppelin <script>document.title='owned'</script> & <b>more</b> landed.",
  source: "<i>Nobody</i>",
};

/** The root of all webhook secrets. */
const ALERT_ROOT = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

let folder: string;
let dev: DatelineProcess;
let url: string;
let browser: Browser;

beforeAll(async () => {
  browser = await startBrowser();
  folder = mkdtempSync(join(tmpdir(), "search-page-"));
  mkdirSync(join(folder, "corpus"));
  const records = [...datedNews(), ...OWN_STORIES, HOSTILE];
  const lines = records.map((record) => JSON.stringify(record)).join("\n");
  writeFileSync(join(folder, "corpus", "stories.jsonl"), lines);
  const environment = { DATELINE_ALERTS_API: "on", DATELINE_ALERT_SECRET_ROOT: ALERT_ROOT };
  dev = new DatelineProcess(["dev", "--port", "0"], { cwd: folder, environment });
  await dev.printed("can be searched");
  [url] = /http:\/\/localhost:\d+/.exec(dev.stderr) as RegExpExecArray as unknown as [string];
});

afterAll(async () => {
  await browser?.close();
  dev?.child.kill("SIGINT");
  await dev?.ended();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens the page at an address, in a context that closes after the test. */
async function open(address: string, options?: BrowserContextOptions): Promise<Page> {
  const context = await browser.open(options);
  onTestFinished(async () => await context.close());
  const page = await context.newPage();
  await page.goto(`${url}/${address}`);
  return page;
}

async function titles(page: Page): Promise<string[]> {
  await page.locator(".results:not(.stale) .hit").first().waitFor();
  return await page.locator(".hit .title").allTextContents();
}

function question(page: Page) {
  return page.getByRole("searchbox", { name: "Question" });
}

test("visitors follow a search by a feed, or by an alert whose secret is shown once", async () => {
  const page = await open("?q=zeppelin");
  await page.getByText("Follow this search").click();
  const feed = page.getByRole("link", { name: "As a feed" });
  expect(await feed.getAttribute("href")).toContain("/v1/search/rss.xml?q=zeppelin");
  await page.getByLabel("Or send new articles to a webhook").fill("https://desk.example/hook");
  await page.getByRole("button", { name: "Save alert" }).click();
  const saved = page.getByRole("status").filter({ hasText: "Copy its secret" });
  await saved.waitFor();
  expect(await saved.textContent()).toMatch(/Saved as zeppelin-[0-9a-f]{6}\..*whsec_[\w+/=]{40,}/);
});

test("the page offers only a feed if the service has no alerts", async () => {
  const page = await open("?q=zeppelin");
  await page.route("**/v1/alerts*", async (route) => {
    await route.fulfill({ status: 404, contentType: "application/problem+json", body: "{}" });
  });
  const asked = page.waitForResponse("**/v1/alerts*");
  await page.getByText("Follow this search").click();
  await asked;
  await page.getByRole("link", { name: "As a feed" }).waitFor();
  expect(await page.getByLabel("Or send new articles to a webhook").count()).toBe(0);
});

test("the page answers while the visitor types, with marked sentences and links to them", async () => {
  const page = await open("");
  await page.getByText("Search 18 articles in your own words").waitFor();
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/v1/search")) asked.push(request.url());
  });
  await page.clock.install();
  for (const [pauses, words] of ["pay-off for the former", " boss of Merrow"].entries()) {
    // The page asks once the visitor pauses. Stop its clock while typing, which takes long on a slow machine.
    await page.clock.pauseAt(Date.now() + 3_600_000 * (1 + pauses));
    await question(page).pressSequentially(words);
    await page.clock.resume();
    await page.locator(".results:not(.stale) .hit").first().waitFor();
    await expect.poll(() => asked.at(-1)).toContain(words.trim().split(" ").at(-1));
  }
  await expect.poll(() => page.locator(".hit .title").first().textContent()).toMatch(/payoff/i);
  expect(asked).toHaveLength(2);
  await expect.poll(() => page.locator("mark b").allTextContents()).toContain("Merrow");
  const link = await page.locator(".hit a.title").first().getAttribute("href");
  expect(link).toMatch(/^https:\/\/news\.example\/business\/.*#:~:text=/);
  expect(await page.title()).toBe("pay-off for the former boss of Merrow – Dateline");
  expect(await page.getByRole("status").textContent()).toMatch(/^\d+ found in \d+ ms$/);
});

test("the page opens with the latest articles and example questions that have answers", async () => {
  const page = await open("");
  expect((await titles(page))[0]).toBe("Blaze at cotton mill");
  expect(await page.locator("mark").count()).toBe(0);
  expect(await page.getByRole("status").textContent()).toMatch(/^\d+ articles by date$/);
  await page.getByRole("combobox", { name: "Order" }).selectOption("Oldest first");
  await expect.poll(() => page.url()).toContain("sort=oldest");
  await expect
    .poll(() => page.locator(".hit .title").first().textContent())
    .toBe("Merrow Oil defends payoff for former chief");
  await page.goBack();
  // The examples are headlines of the articles shown and change with them.
  await expect.poll(async () => (await titles(page))[0]).toBe("Blaze at cotton mill");
  const example = page.locator(".examples a").first();
  const asked = await example.textContent();
  await example.click();
  await expect.poll(() => question(page).inputValue()).toBe(asked);
  await expect.poll(() => page.locator(".hit .title").first().textContent()).toBe(asked);
});

describe("answers that arrive out of order", () => {
  const OLDEST = "Merrow Oil defends payoff for former chief";
  const LATEST = "Blaze at cotton mill";

  /** Holds the matching answers back until the returned function is called. */
  async function holdBack(page: Page, isHeld: (url: URL) => boolean): Promise<() => void> {
    let letGo = () => {};
    const released = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    await page.route("**/v1/search?*", async (route) => {
      if (isHeld(new URL(route.request().url()))) await released;
      // The page may have aborted the request meanwhile.
      await route.continue().catch(() => {});
    });
    return letGo;
  }

  const order = (page: Page) => page.getByRole("combobox", { name: "Order" });
  const firstTitle = (page: Page) => page.locator(".hit .title").first().textContent();
  const isSettled = (page: Page) => page.locator(".results:not(.stale) .hit").first().waitFor();

  test("an earlier order never replaces a later one", async () => {
    const page = await open("");
    expect((await titles(page))[0]).toBe(LATEST);
    const letGo = await holdBack(page, ({ searchParams }) => searchParams.get("sort") === "oldest");
    const held = page.waitForRequest((request) => request.url().includes("sort=oldest"));
    await order(page).selectOption("Oldest first");
    await held;
    expect(await page.locator(".results.stale").count()).toBe(1);
    const answered = page.waitForResponse((response) => response.url().includes("sort=date"));
    await order(page).selectOption("Latest first");
    await answered;
    letGo();
    await isSettled(page);
    expect(await firstTitle(page)).toBe(LATEST);
    await order(page).selectOption("Oldest first");
    await expect.poll(() => firstTitle(page)).toBe(OLDEST);
    expect(page.url()).toContain("sort=oldest");
  });

  test("more hits continue the answer on screen while another order loads", async () => {
    const page = await open("");
    await titles(page);
    const letGo = await holdBack(
      page,
      ({ searchParams }) => searchParams.get("sort") === "oldest" && !searchParams.has("cursor"),
    );
    const held = page.waitForRequest((request) => request.url().includes("sort=oldest"));
    await order(page).selectOption("Oldest first");
    await held;
    const more = page.waitForResponse((response) => response.url().includes("cursor="));
    await page.getByRole("button", { name: "Show more" }).click();
    expect((await more).status()).toBe(200);
    await expect.poll(() => page.locator(".hit").count()).toBeGreaterThan(10);
    expect(await firstTitle(page)).toBe(LATEST);
    letGo();
    await expect.poll(() => firstTitle(page)).toBe(OLDEST);
    expect(await page.locator(".hit").count()).toBe(10);
  });
});

test("a failed page of hits keeps the earlier ones and can be retried", async () => {
  const page = await open("");
  expect(await titles(page)).toHaveLength(10);
  await page.route(/cursor=/, async (route) => await route.fulfill({ status: 500, body: "" }));
  await page.getByRole("button", { name: "Show more" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("alert").getByText("cannot answer at the moment").waitFor();
  expect(await page.locator(".hit").count()).toBe(10);
  await page.unroute(/cursor=/);
  const more = page.locator(".show-more button");
  expect(await more.evaluate((button) => button === button.ownerDocument.activeElement)).toBe(true);
  await page.keyboard.press("Enter");
  await expect.poll(() => page.locator(".hit").count()).toBeGreaterThan(10);
  // After the last page, the focus moves to the first hit of it.
  await expect.poll(() => more.count()).toBe(0);
  const eleventh = page.locator(".hit .title").nth(10);
  expect(await eleventh.evaluate((title) => title === title.ownerDocument.activeElement)).toBe(true);
});

test("Back closes an article or a story and keeps the answer below it", async () => {
  const address = "?q=blaze+at+the+cotton+mill";
  const page = await open(address);
  await titles(page);
  const dialog = page.getByRole("dialog");
  await page
    .getByRole("button", { name: /^Read in context/ })
    .first()
    .click();
  await dialog.getByRole("region", { name: "Text of the article" }).waitFor();
  expect(await dialog.locator("header .about").textContent()).toMatch(/(Post|Herald)/);
  await page.goBack();
  await expect.poll(() => dialog.count()).toBe(0);
  expect(new URL(page.url()).search).toBe(address);
  await page.getByText("1 more report of this story").click();
  await page.getByRole("link", { name: /^Timeline/ }).click();
  await dialog.getByRole("region", { name: "Timeline of the story" }).waitFor();
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect.poll(() => dialog.count()).toBe(0);
  await expect.poll(() => new URL(page.url()).hash).toBe("");
  expect(await page.locator(".hit").count()).toBeGreaterThan(0);
});

test("filters without a question list the matching articles", async () => {
  const page = await open("?section=sport");
  expect(await titles(page)).toHaveLength(3);
  await page.getByRole("checkbox", { name: /^tech/ }).waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "Today" }).click();
  await page.getByText("No article matches the filters.").waitFor();
  expect(await page.getByRole("button", { name: "Today" }).getAttribute("aria-pressed")).toBe("true");
  expect(page.url()).toMatch(/from=\d{4}-\d{2}-\d{2}&to=/);
  await page.getByRole("button", { name: "Today" }).click();
  expect(await titles(page)).toHaveLength(3);
});

test("an answer continues past its hundredth hit and shows relative times", async () => {
  const own = mkdtempSync(join(tmpdir(), "search-page-many-"));
  onTestFinished(() => rmSync(own, { recursive: true, force: true }));
  mkdirSync(join(own, "corpus"));
  const day = (ago: number) => `${new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 19)}Z`;
  const lines = Array.from({ length: 125 }, (_, index) =>
    JSON.stringify({
      id: `n${index}`,
      title: `Notice ${index}`,
      text: `Notice number ${index}.`,
      publishedAt: day(index),
    }),
  );
  writeFileSync(join(own, "corpus", "notices.jsonl"), lines.join("\n"));
  const many = new DatelineProcess(["dev", "--port", "0"], { cwd: own });
  onTestFinished(async () => {
    many.child.kill("SIGINT");
    await many.ended();
  });
  await many.printed("can be searched");
  const address = /http:\/\/localhost:\d+/.exec(many.stderr)?.[0];
  const page = await open("");
  await page.goto(`${address}/?group=none`);
  const times = page.locator(".hit > .about time");
  await times.first().waitFor();
  expect(await times.nth(1).textContent()).toBe("yesterday");
  expect(await times.nth(1).getAttribute("datetime")).toBe(
    /"publishedAt":"([^"]+)"/.exec(lines[1] ?? "")?.[1],
  );
  expect(await times.nth(1).getAttribute("title")).toMatch(/\d{4}, \d/);
  for (let shown = 10; shown < 125; shown += 20) {
    await expect.poll(() => page.locator(".hit").count()).toBe(shown);
    await page.getByRole("button", { name: "Show more" }).click();
  }
  await expect.poll(() => page.locator(".hit").count()).toBe(125);
  expect(await page.getByRole("button", { name: "Show more" }).count()).toBe(0);
  expect(await page.locator(".hit .title").last().textContent()).toBe("Notice 124");
});

test("phones show no keyboard help", async () => {
  const desk = await open("");
  await desk.locator(".keys").waitFor();
  const phone = await open("", { hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });
  await phone.getByText("in your own words").waitFor();
  expect(await phone.locator(".keys").isVisible()).toBe(false);
  expect(await phone.locator("#question:focus").count()).toBe(0);
});

test("an outdated answer is not shown", async () => {
  const page = await open("");
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(/v1\/search\?q=mill&/, async (route) => {
    await released;
    await route.continue().catch(() => {});
  });
  const requested = page.waitForRequest(/v1\/search\?q=mill&/);
  await question(page).fill("mill");
  const late = await requested;
  await question(page).fill("zeppelin");
  await expect.poll(() => page.locator(".hit .title").first().textContent()).toMatch(/zeppelin/);
  release();
  await late.response().catch(() => null);
  expect((await titles(page))[0]).toMatch(/zeppelin/);
});

test("filters narrow the answer, appear in the address, and Back undoes them", async () => {
  const page = await open("?q=people");
  const all = await titles(page);
  await page.getByRole("checkbox", { name: /^sport/ }).check();
  await expect.poll(() => page.url()).toContain("section=sport");
  await expect
    .poll(() => page.locator(".hit .about bdi:nth-child(2)").allTextContents())
    .toEqual(["sport", "sport", "sport"]);
  // Other values can still be chosen.
  await page.getByRole("checkbox", { name: /^tech/ }).check();
  await expect.poll(async () => (await titles(page)).length).toBe(6);
  await page.reload();
  expect(await titles(page)).toHaveLength(6);
  expect(await page.getByRole("checkbox", { name: /^tech/ }).isChecked()).toBe(true);
  await page.goBack();
  await expect.poll(async () => (await titles(page)).length).toBe(3);
  await page.goBack();
  await expect.poll(() => titles(page)).toEqual(all);
  expect(new URL(page.url()).search).toBe("?q=people");
});

test("a bar of the histogram toggles a filter for its month", async () => {
  const page = await open("?q=people");
  const bar = page.getByRole("button", { name: /^August 2004: \d articles?$/ });
  await bar.click();
  await expect.poll(() => page.url()).toContain("from=2004-08-01&to=2004-08-31");
  await expect
    .poll(async () =>
      (await page.locator(".hit > .about time").allTextContents()).every((date) => / Aug 2004$/.test(date)),
    )
    .toBe(true);
  expect(await page.getByLabel("From").inputValue()).toBe("2004-08-01");
  await bar.press("ArrowRight");
  expect(await page.evaluate("document.activeElement.ariaLabel")).toMatch(/^September 2004/);
  await bar.click();
  await expect.poll(() => page.url()).not.toContain("from=");
});

test("the keyboard alone reaches all hits", async () => {
  const page = await open("?q=cotton+mill");
  const [first, second] = await titles(page);
  const focused = () => page.evaluate("document.activeElement.textContent");
  await page.locator("body").click({ position: { x: 5, y: 500 } });
  await page.keyboard.press("/");
  await page.keyboard.press("ArrowDown");
  expect(await focused()).toBe(first);
  await page.keyboard.press("ArrowDown");
  expect(await focused()).toBe(second);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByRole("region", { name: "Text of the article" }).waitFor();
  await page.keyboard.press("Escape");
  expect(await page.getByRole("dialog").count()).toBe(0);
  expect(await focused()).toBe(first);
  await page.keyboard.press("Escape");
  expect(await page.evaluate("document.activeElement.id")).toBe("question");
});

test("a story is one hit with its other reports, or one hit for each report", async () => {
  const page = await open("?q=blaze+at+the+cotton+mill");
  expect((await titles(page)).filter((title) => /mill/i.test(title))).toHaveLength(1);
  await page.getByText("1 more report of this story").click();
  expect(await page.locator(".story li").allTextContents()).toEqual([
    expect.stringMatching(/mill.*(Post|Herald), \d Mar 2005/i),
  ]);
  await page.getByLabel("Group stories").uncheck();
  await expect.poll(async () => (await titles(page)).filter((title) => /mill/i.test(title)).length).toBe(2);
  expect(page.url()).toContain("group=none");
});

test("the page shows the parts of a score, and opens a text at its sentence", async () => {
  const page = await open("?q=cotton+mill");
  await page.getByText("Why this matched").first().click();
  expect(await page.locator(".why[open] dl").textContent()).toMatch(/^Meaning[01]\.\d\dWords[01]\.\d\d/);
  await page
    .getByRole("button", { name: /^Read in context/ })
    .first()
    .click();
  const mark = page.getByRole("dialog").locator("mark");
  await mark.waitFor();
  expect(await mark.textContent()).toBe(FIRE);
});

test("pictures load without a referrer, have a description, and leave no gap if they fail to load", async () => {
  const page = await open("?q=zeppelin");
  const asked: (string | undefined)[] = [];
  await page.route(`${PICTURES}**`, async (route) => {
    asked.push(route.request().headers()["referer"]);
    if (route.request().url().endsWith("gone.png")) await route.fulfill({ status: 404 });
    else await route.fulfill({ contentType: "image/png", body: Buffer.from(PNG, "base64") });
  });
  await page.goto(`${url}/?q=cotton+mill&group=none`);
  await expect.poll(async () => (await titles(page)).filter((title) => /mill/i.test(title)).length).toBe(2);
  const pictures = page.locator(".hit .picture");
  await expect.poll(() => asked.length).toBe(2);
  await expect.poll(() => pictures.count()).toBe(1);
  expect(await pictures.getAttribute("alt")).toBe("The mill & its chimney");
  expect(await pictures.getAttribute("loading")).toBe("lazy");
  expect(asked).toEqual([undefined, undefined]);
});

test("nothing in an article is rendered as markup", async () => {
  const page = await open("?q=zeppelin");
  expect((await titles(page))[0]).toBe(HOSTILE.title);
  await page.getByRole("button", { name: /^Read in context.*<img/ }).click();
  await page.getByRole("dialog").getByText("<script>").waitFor();
  expect(await page.locator("#page img, #page script, #page i, .excerpt b b").count()).toBe(0);
  expect(await page.title()).toBe("zeppelin – Dateline");
});

test("the page reports a failure and offers a retry, and prompts for a key if one is required", async () => {
  const page = await open("");
  await page.route(/v1\/search/, async (route) => {
    const problem = {
      type: "about:blank",
      title: "Unauthorized",
      status: 401,
      detail: "no",
      code: "unauthorized",
      requestId: "1",
    };
    const isAllowed = (await route.request().headerValue("x-api-key")) === "secret";
    if (isAllowed) await route.continue();
    else await route.fulfill({ status: 401, json: problem, contentType: "application/problem+json" });
  });
  await question(page).fill("cotton mill");
  await page.getByRole("alert").getByText("requires an API key").waitFor();
  await page.getByLabel("API key").fill("secret");
  await page.getByRole("button", { name: "Use key" }).click();
  await titles(page);
  await page.unroute(/v1\/search/);

  await page.route(/v1\/search/, async (route) => await route.fulfill({ status: 500, body: "" }));
  await question(page).fill("cotton mills");
  await page.getByRole("alert").getByText("cannot answer at the moment").waitFor();
  await page.unroute(/v1\/search/);
  await page.getByRole("button", { name: "Try again" }).click();
  await titles(page);
});

test("the page explains an invalid question and an empty answer", async () => {
  const page = await open("?q=%3F%3F");
  await page.getByRole("alert").getByText("no letter or digit").waitFor();
  await page.goto(`${url}/?q=people&from=1999-01-01&to=1999-01-02`);
  await page.getByText("Nothing within the filters answers “people”").waitFor();
  expect(await page.getByRole("status").textContent()).toBe("There is no answer.");
  await page.getByRole("button", { name: "Search without filters" }).click();
  await titles(page);
});

describe.each(["light", "dark"] as const)(
  "axe finds no violations in the %s scheme, on a desktop and on a phone",
  (colorScheme) => {
    const STATES: readonly (readonly [string, string, (page: Page) => Promise<unknown>])[] = [
      ["before a question", "", (page) => page.getByText("in your own words").waitFor()],
      [
        "with an answer, its score and its filters open",
        "?q=cotton+mill&section=sport&section=tech&section=business&from=2004-01-01",
        async (page) => {
          await titles(page);
          const folded = page.locator(".filters > summary");
          if (await folded.isVisible()) await folded.click();
          await page.getByRole("checkbox", { name: /^sport/ }).waitFor();
          await page.getByText("Why this matched").first().click();
        },
      ],
      [
        "with a story open",
        "?q=cotton+mill",
        async (page) => {
          await titles(page);
          await page.getByText("1 more report").click();
        },
      ],
      [
        "with an article open",
        "?q=cotton+mill",
        async (page) => {
          await page
            .getByRole("button", { name: /^Read in context/ })
            .first()
            .click();
          await page.getByRole("region", { name: "Text of the article" }).waitFor();
        },
      ],
      [
        "with nothing found",
        "?q=mill&from=1999-01-01&to=1999-01-02",
        (page) => page.getByText("Nothing found").waitFor(),
      ],
      ["with an invalid question", "?q=%3F%3F", (page) => page.getByRole("alert").waitFor()],
      [
        "while the first answer loads",
        "",
        async (page) => {
          await page.route(/v1\//, () => {});
          await question(page).fill("mill");
          await page.locator(".skeleton").first().waitFor();
        },
      ],
      [
        "with the prompt for a key",
        "",
        async (page) => {
          await page.route(/v1\//, async (route) => await route.fulfill({ status: 401, body: "" }));
          await question(page).fill("mill");
          await page.getByLabel("API key").waitFor();
        },
      ],
    ];

    test.each(STATES)("%s", async (_, address, reach) => {
      for (const width of [1_200, 360]) {
        const page = await open(address, { colorScheme, viewport: { width, height: 800 } });
        await reach(page);
        expect(await violations(page)).toEqual([]);
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
      }
    });
  },
);

/** The violations that axe finds, one line per element. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations: found } = await page.evaluate<AxeResults>("axe.run()");
  return found.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html }) => `${id}: ${help}: ${html.slice(0, 120)}`),
  );
}
