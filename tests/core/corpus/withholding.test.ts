import { describe, expect, it } from "vitest";
import type { SourceEntry } from "../../../packages/core/src/corpus/corpus-entry.ts";
import { readSourceBytes } from "../../../packages/core/src/corpus/read-source-bytes.ts";

const NOW = new Date("2025-12-10T12:00:00Z");
const LATER = "2099-01-01T00:00:00Z";
const EARLIER = "2020-01-01T00:00:00Z";

function read(name: string, content: string | object): readonly SourceEntry[] {
  const text = typeof content === "string" ? content : JSON.stringify(content);
  return [...readSourceBytes({ name, bytes: Buffer.from(text) }, { now: NOW })];
}

/** What came of a source: the ids of its articles, what it takes back, and what is kept back until when. */
function outcome(entries: readonly SourceEntry[]) {
  return entries.map((entry) => {
    if (entry.kind === "article") return `article ${entry.article.id}`;
    if (entry.kind === "removed") return `removed ${entry.id}`;
    if (entry.kind === "skipped") return `withheld until ${entry.until ?? "further notice"}`;
    if (entry.kind === "link") return `link ${entry.address}`;
    return entry.kind === "note" ? `note ${entry.note.reason}` : `problem ${entry.problem.reason}`;
  });
}

const TEXT = "The ferry is late again, the harbour said on Wednesday.";
const WITHHELD = [`withheld until ${LATER}`];
const FOR_EVER = ["withheld until further notice"];

const NINJS1 = { uri: "urn:n:1", headline: "Ferry", body_text: TEXT, versioncreated: "2025-12-10T08:00:00Z" };
const NINJS3 = {
  uri: "urn:n:1",
  headlines: [{ role: "main", value: "Ferry" }],
  bodies: [{ role: "main", contentType: "text/plain", value: TEXT }],
};
const SUPERDESK = { guid: "urn:n:1", version: "1", headline: "Ferry", body_html: `<p>${TEXT}</p>` };
const PLAIN = { title: "Ferry", text: TEXT };

describe("JSON whose article may not be shown", () => {
  it.each<readonly [string, object, readonly string[]]>([
    ["ninjs 1.x embargoed", { ...NINJS1, embargoed: LATER }, WITHHELD],
    ["ninjs 1.x embargoed, over", { ...NINJS1, embargoed: EARLIER }, ["article urn:n:1"]],
    ["ninjs 1.x embargoed, not set", { ...NINJS1, embargoed: null }, ["article urn:n:1"]],
    ["ninjs 2.x embargoed", { ...NINJS3, embargoed: LATER }, WITHHELD],
    ["ninjs 3.x embargoedUntil", { ...NINJS3, embargoedUntil: LATER }, WITHHELD],
    [
      "ninjs 3.x embargoedUntil with an offset",
      { ...NINJS3, embargoedUntil: "2099-01-01T09:00:00+09:00" },
      WITHHELD,
    ],
    ["ninjs 3.x expires", { ...NINJS3, expires: EARLIER }, ["removed urn:n:1"]],
    ["ninjs pubstatus canceled", { ...NINJS1, pubstatus: "canceled" }, ["removed urn:n:1"]],
    ["ninjs pubStatus withheld", { ...NINJS3, pubStatus: "withheld" }, ["removed urn:n:1"]],
    ["ninjs pubStatus as a term", { ...NINJS3, pubStatus: "stat:canceled" }, ["removed urn:n:1"]],
    ["ninjs that is canceled without a text", { uri: "urn:n:1", pubStatus: "canceled" }, ["removed urn:n:1"]],
    ["Superdesk, usable", { ...SUPERDESK, pubstatus: "usable" }, ["article urn:n:1"]],
    ["Superdesk, canceled", { ...SUPERDESK, pubstatus: "canceled" }, ["removed urn:n:1"]],
    ["Superdesk, on hold", { ...SUPERDESK, pubstatus: "withhold" }, ["removed urn:n:1"]],
    ["Superdesk embargoed", { ...SUPERDESK, embargoed: LATER }, WITHHELD],
    ["any record, embargoed", { ...PLAIN, id: "a", embargoed: LATER }, WITHHELD],
    ["any record, embargo_until", { ...PLAIN, embargo_until: LATER }, WITHHELD],
    ["any record, embargo in seconds", { ...PLAIN, embargo: 4_070_908_800 }, WITHHELD],
    ["any record, embargoed without an end", { ...PLAIN, embargoed: true }, FOR_EVER],
    ["any record, an embargo that is no date", { ...PLAIN, embargoed: "after the speech" }, FOR_EVER],
    ["any record, not embargoed", { ...PLAIN, id: "a", embargoed: false }, ["article a"]],
    ["any record, killed", { ...PLAIN, id: "a", pubstatus: "killed" }, ["removed a"]],
    ["any record, killed by its number", { ...PLAIN, id: 7, status: "deleted" }, ["removed 7"]],
    ["any record, killed, without an id", { ...PLAIN, pubstatus: "canceled" }, FOR_EVER],
    [
      "any record, killed, of a wrong language",
      { ...PLAIN, id: "a", language: 7, pubstatus: "canceled" },
      ["removed a"],
    ],
    ["WordPress, draft", { ...PLAIN, id: "a", status: "draft" }, FOR_EVER],
    ["WordPress, scheduled", { ...PLAIN, id: "a", status: "future" }, FOR_EVER],
    ["WordPress, published", { ...PLAIN, id: "a", status: "publish" }, ["article a"]],
    ["a record, draft", { ...PLAIN, draft: true }, FOR_EVER],
    ["a record, expired", { ...PLAIN, id: "a", expiryDate: "2025-12-09" }, ["removed a"]],
    ["a record that ends today", { ...PLAIN, id: "a", expiryDate: "2025-12-10" }, ["article a"]],
    ["published as a switch", { ...PLAIN, id: "a", published: true }, ["article a"]],
  ])("%s", (_, record, expected) => {
    expect(outcome(read("a.json", record))).toEqual(expected);
    expect(outcome(read("a.jsonl", record))).toEqual(expected);
    expect(outcome(read("a.json", [record, { ...PLAIN, id: "other" }]))).toEqual([
      ...expected,
      "article other",
    ]);
  });

  it("withdraws the article of an address by the id of the address", () => {
    const record = { ...PLAIN, url: "https://news.example/ferry" };
    const [shown] = read("a.json", record);
    const [removed] = read("a.json", { ...record, pubstatus: "canceled" });
    expect(shown).toMatchObject({ kind: "article", article: { url: "https://news.example/ferry" } });
    expect(removed).toMatchObject({ kind: "removed", id: shown?.kind === "article" && shown.article.id });
  });

  it("states the reason", () => {
    expect(read("a.json", { ...PLAIN, id: "a", embargoed: "soon" })).toMatchObject([
      { reason: '"a" is under embargo, and its embargoed is "soon", which cannot be read as a date' },
    ]);
    expect(read("a.json", { ...PLAIN, id: "a", status: "draft" })).toMatchObject([
      { reason: '"a" may not be shown: status is draft' },
    ]);
  });

  it("applies to the items of a JSON Feed", () => {
    const feed = {
      version: "https://jsonfeed.org/version/1.1",
      title: "News",
      items: [
        { id: "https://n.example/1", content_text: TEXT, embargoed: LATER },
        { id: "https://n.example/2", content_text: TEXT, pubstatus: "canceled" },
        { id: "https://n.example/3", content_text: TEXT },
      ],
    };
    expect(outcome(read("feed.json", feed))).toEqual([
      ...WITHHELD,
      "removed https://n.example/2",
      "article https://n.example/3",
    ]);
  });
});

const ENDLESS = "withheld until further notice";
const UNTIL = `withheld until ${LATER}`;
const GONE = "removed a";

describe("spellings of what must not be shown", () => {
  it.each<readonly [string, object]>([
    ...[
      ...[
        "embargo",
        "embargoed",
        "embargoedUntil",
        "embargo_until",
        "embargo-date",
        "embargoTo",
        "embargoLift",
      ],
      ...[
        "embargo_lift_date",
        "embargoEndDate",
        "embargoExpires",
        "Embargo Until",
        "utc_embargo",
        "not_before",
      ],
      ...[
        "releaseDate",
        "release_time",
        "availableFrom",
        "visible_from",
        "publish_at",
        "publish_on",
        "publishUp",
      ],
      ...["scheduledFor", "scheduled_at", "publish_schedule", "hold_until", "go_live_at", "goLiveDate"],
    ].map((name): readonly [string, object] => [UNTIL, { [name]: LATER }]),
    [UNTIL, { embargo: "2099-01-01T02:00:00+02:00" }],
    [UNTIL, { embargo: "Thu, 01 Jan 2099 00:00:00 GMT" }],
    [UNTIL, { embargo: 4_070_908_800_000 }],
    [UNTIL, { embargo: "4070908800" }],
    [UNTIL, { embargo: { $date: LATER } }],
    [UNTIL, { embargo: { date: LATER, text: "Speech" } }],
    [UNTIL, { embargo: { until: LATER } }],
    [UNTIL, { embargo: { enabled: true, time: LATER } }],
    [UNTIL, { embargo: [{ end: LATER }] }],
    [UNTIL, { is_embargoed: true, embargo_date: LATER }],
    ...["extra", "meta", "metadata", "schedule_settings", "custom_fields", "acf", "rights", "usageTerms"].map(
      (name): readonly [string, object] => [UNTIL, { [name]: { embargo: LATER } }],
    ),
    [UNTIL, { schedule_settings: { utc_publish_schedule: LATER } }],
    ...[true, "true", "True", "yes", "Y", 1, "1"].flatMap((yes): (readonly [string, object])[] => [
      [ENDLESS, { embargoed: yes }],
      [ENDLESS, { underEmbargo: yes }],
      [ENDLESS, { isDraft: yes }],
      [GONE, { deleted: yes }],
    ]),
    [ENDLESS, { embargo: { text: "Not before the speech" } }],
    [ENDLESS, { embargoed_text: "Not before the speech" }],
    [ENDLESS, { extra: { embargoed: true } }],
    ...["draft", "scheduled", "in_progress", "submitted", "private", "pending review"].flatMap(
      (status): (readonly [string, object])[] => [
        [ENDLESS, { status }],
        [ENDLESS, { state: status }],
        [ENDLESS, { workflow_state: status }],
        [ENDLESS, { status: { name: status } }],
      ],
    ),
    ...[false, "false", 0, "no"].map((no): readonly [string, object] => [ENDLESS, { is_published: no }]),
    [ENDLESS, { post_password: "secret" }],
    ...["public", "isPublic", "visible", "is_visible", "approved", "enabled", "active"].map(
      (name): readonly [string, object] => [ENDLESS, { [name]: false }],
    ),
    ...["unlisted", "confidential", "notForPublication", "on_hold"].map((name): readonly [string, object] => [
      ENDLESS,
      { [name]: true },
    ]),
    [ENDLESS, { flags: { marked_for_not_publication: true } }],
    [ENDLESS, { sys: { status: "draft" } }],
    [ENDLESS, { published_status: "draft" }],
    ...[
      "prism:embargoDate",
      "dcterms:available",
      "onlineFrom",
      "publishStart",
      "goLive",
      "notBeforeDate",
    ].map((name): readonly [string, object] => [UNTIL, { [name]: LATER }]),
    [UNTIL, { availability: { from: LATER } }],
    [UNTIL, { distribution: { embargoed: LATER } }],
    [UNTIL, { embargo: "until 00:00 GMT on 1 January 2099" }],
    [UNTIL, { embargo: "HOLD FOR RELEASE UNTIL 1 JANUARY 2099, 00:00 GMT" }],
    ...["killed", "CANCELED", "withheld", "spiked", "recalled", "stat:canceled"].flatMap(
      (status): (readonly [string, object])[] => [
        [GONE, { state: status }],
        [GONE, { pub_status: status }],
      ],
    ),
    ...["killed", "isDeleted", "retracted", "withdrawn", "is_expired"].map(
      (name): readonly [string, object] => [GONE, { [name]: true }],
    ),
    ...["deleted_at", "unpublishedAt", "expires", "valid_until", "publish_down"].map(
      (name): readonly [string, object] => [GONE, { [name]: "2025-12-09T08:00:00Z" }],
    ),
    [GONE, { expires: "2025-12-10T13:00:00+02:00" }],
    ...["tombstone", "@deleted", "withheld"].map((name): readonly [string, object] => [
      GONE,
      { [name]: true },
    ]),
    ...["expireDate", "off_time", "online_until", "publishEndDate"].map((name): readonly [string, object] => [
      GONE,
      { [name]: EARLIER },
    ]),
    [GONE, { event_type: "article.deleted" }],
    [GONE, { changeType: "withdrawn" }],
    [GONE, { type: "kill" }],
    [GONE, { lifecycle: "withdrawn" }],
    ...["kill", "delete", "retract", "takedown"].map((action): readonly [string, object] => [
      GONE,
      { action },
    ]),
  ])("%s: %j", (expected, fields) => {
    expect(outcome(read("a.json", { ...PLAIN, id: "a", ...fields }))).toEqual([expected]);
  });

  it.each<object>([
    ...[EARLIER, false, null, "", "no", "None", 0, {}, [], "0000-00-00 00:00:00", "0001-01-01T00:00:00Z"].map(
      (embargo) => ({ embargo }),
    ),
    ...["n/a", "No embargo", "not embargoed", "lifted", "embargo lifted", "-"].map((embargo) => ({
      embargo,
    })),
    { type: "recall" },
    { type: "retraction" },
    { archived: true },
    { startDate: LATER },
    { endDate: EARLIER },
    { public: true, visible: "yes" },
    { availability: { from: EARLIER, until: LATER } },
    { tags: ["embargo", "kill"], section: "Draft" },
    { embargo: { text: null } },
    { embargo: { enabled: false, date: LATER } },
    { embargo: { date: EARLIER, text: "Speech" } },
    { is_embargoed: true, embargo_date: EARLIER },
    { embargoed: EARLIER, embargoed_text: "Not before the speech" },
    { embargo_timezone: "Europe/Berlin" },
    { pubstatus: "usable" },
    { status: "published" },
    { status: "active", visibility: "public" },
    { state: "CA" },
    { state: { name: "New York" } },
    { deleted: false, deleted_at: null, killed: "no" },
    { expires: LATER },
    { release_date: "2025" },
    { release_date: "some time in spring" },
    { publish_at: EARLIER },
    { action: "update" },
    { extra: { embargo: null }, schedule_settings: {} },
    { post_password: "" },
    { is_published: 1 },
  ])("is shown: %j", (fields) => {
    expect(outcome(read("a.json", { ...PLAIN, id: "a", ...fields }))).toContain("article a");
  });
});

const nitf = (docdata: string, inside = "") =>
  `<nitf><head><docdata ${docdata}><doc-id id-string="n1"/>${inside}</docdata></head>` +
  `<body><body.head><hedline><hl1>Ferry</hl1></hedline></body.head><body.content><p>${TEXT}</p></body.content></body></nitf>`;
const release = '<date.release norm="20990101T000000Z"/>';
const item = (management: string, content = `<inlineData>${TEXT}</inlineData>`) =>
  `<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="g1" version="2"><itemMeta>` +
  `<itemClass qcode="ninat:text"/>${management}</itemMeta><contentMeta><headline>Ferry</headline></contentMeta>` +
  `<contentSet>${content}</contentSet></newsItem>`;

describe("NITF and NewsML-G2 whose article may not be shown", () => {
  it.each<readonly [string, string, readonly string[]]>([
    ["usable", nitf('management-status="usable"'), ["article n1"]],
    ["canceled", nitf('management-status="canceled"'), ["removed n1"]],
    ["withheld", nitf('management-status="withheld"'), ["removed n1"]],
    ["embargoed without a date", nitf('management-status="embargoed"'), FOR_EVER],
    ["embargoed until its release", nitf('management-status="embargoed"', release), WITHHELD],
    ["released later", nitf("", release), WITHHELD],
    ["released earlier", nitf("", '<date.release norm="20200101T000000Z"/>'), ["article n1"]],
    ["released later, in words", nitf("", `<date.release>${LATER}</date.release>`), WITHHELD],
    ["expired", nitf("", '<date.expire norm="20200101T000000Z"/>'), ["removed n1"]],
    [
      "a notice that kills another document",
      nitf('management-status="usable" management-doc-idref="n0" management-idref-status="canceled"'),
      ["removed n0", "article n1"],
    ],
    [
      "a canceled document that names another",
      nitf('management-status="canceled" management-doc-idref="n0"'),
      ["removed n0", "removed n1"],
    ],
    [
      "a document that manages a usable one",
      nitf('management-status="usable" management-doc-idref="n0" management-idref-status="usable"'),
      ["article n1"],
    ],
    ["an item", item('<pubStatus qcode="stat:usable"/>'), ["article g1"]],
    ["an item that is canceled", item('<pubStatus qcode="stat:canceled"/>'), ["removed g1"]],
    ["an item that is canceled, in a word", item('<pubStatus literal="canceled"/>'), ["removed g1"]],
    [
      "an item that is canceled, by its name",
      item("<pubStatus><name>canceled</name></pubStatus>"),
      ["removed g1"],
    ],
    ["an item that is killed by a signal", item('<signal qcode="sig:kill"/>'), ["removed g1"]],
    ["an item that is rescinded", item('<signal qcode="sig:rescind"/>'), ["removed g1"]],
    ["an item with another signal", item('<signal qcode="sig:correction"/>'), ["article g1"]],
    ["an item under embargo", item(`<embargoed>${LATER}</embargoed>`), WITHHELD],
    ["an item under embargo without an end", item("<embargoed/>"), FOR_EVER],
    ["an item under an embargo that is no date", item("<embargoed>after the speech</embargoed>"), FOR_EVER],
    [
      "an item whose NITF is embargoed",
      item("", `<inlineXML>${nitf('management-status="embargoed"', release)}</inlineXML>`),
      WITHHELD,
    ],
    [
      "an item whose NITF is canceled",
      item("", `<inlineXML>${nitf('management-status="canceled"')}</inlineXML>`),
      ["removed g1"],
    ],
  ])("%s", (_, xml, expected) => {
    expect(outcome(read("a.xml", xml))).toEqual(expected);
  });
});

const page = (matter: string) => `${matter}\n\n${TEXT}\n`;

describe("front matter whose article may not be shown", () => {
  it.each<readonly [string, string, readonly string[]]>([
    ["Hugo draft", page("---\nid: a\ndraft: true\n---"), FOR_EVER],
    ["Hugo draft: false", page("---\nid: a\ndraft: false\n---"), ["article a"]],
    ["Hugo publishDate", page(`---\nid: a\npublishDate: ${LATER}\n---`), WITHHELD],
    ["Hugo publishDate, over", page(`---\nid: a\npublishDate: ${EARLIER}\n---`), ["article a"]],
    ["Hugo expiryDate", page(`---\nid: a\nexpiryDate: ${EARLIER}\n---`), ["removed a"]],
    ["Hugo expiryDate, to come", page(`---\nid: a\nexpiryDate: ${LATER}\n---`), ["article a"]],
    ["Jekyll published", page("---\nid: a\npublished: false\n---"), FOR_EVER],
    ["Jekyll published: true", page("---\nid: a\npublished: true\n---"), ["article a"]],
    ["a date under published", page("---\nid: a\npublished: 2025-12-09\n---"), ["article a"]],
    ["embargo", page(`---\nid: a\nembargo: ${LATER}\n---`), WITHHELD],
    ["TOML draft", page('+++\nid = "a"\ndraft = true\n+++'), FOR_EVER],
    ["TOML publishDate", page(`+++\nid = "a"\npublishDate = ${LATER}\n+++`), WITHHELD],
    ["TOML embargo in a table", page(`+++\nid = "a"\n[extra]\nembargo = ${LATER}\n+++`), WITHHELD],
    ["TOML expiryDate", page('+++\nid = "a"\nexpiryDate = 2020-01-01\n+++'), ["removed a"]],
    ["TOML", page('+++\nid = "a"\ntitle = "Ferry"\ndate = 2025-12-09\n+++'), ["article a"]],
    ["JSON draft", page('{\n"id": "a",\n"draft": true\n}'), FOR_EVER],
    ["JSON publishDate", page(`{\n"id": "a",\n"publishDate": "${LATER}"\n}`), WITHHELD],
    ["JSON", page('{\n"id": "a",\n"title": "Ferry"\n}'), ["article a"]],
    ["YAML that ends as a document does", page("---\nid: a\ndraft: true\n..."), FOR_EVER],
    ["the same, to be shown", page("---\nid: a\ndraft: false\n..."), ["article a"]],
    ["Hugo headless", page("---\nid: a\nheadless: true\n---"), FOR_EVER],
    ["Obsidian publish", page("---\nid: a\npublish: false\n---"), FOR_EVER],
    ["Obsidian publish: true", page("---\nid: a\npublish: true\n---"), ["article a"]],
    ["Pelican draft", page("Title: Ferry\nDate: 2025-12-01 10:20\nStatus: draft\nId: a\n"), FOR_EVER],
    ["Pelican hidden", page("Title: Ferry\nStatus: hidden\nId: a\n"), FOR_EVER],
    ["Pelican", page("Title: Ferry\nDate: 2025-12-01 10:20\nStatus: published\nId: a\n"), ["article a"]],
    [
      "a paragraph with a colon",
      "Title: the ferry is late.\n",
      [expect.stringMatching(/^article [0-9a-f]+$/)],
    ],
  ])("%s", (_, markdown, expected) => {
    expect(outcome(read("a.md", markdown))).toEqual(expected);
  });

  it.each<readonly [string, string, readonly string[]]>([
    ["draft", "---\nid: a\ndraft: true\n---", FOR_EVER],
    ["published", "---\r\nid: a\r\npublished: false\r\n---\r", FOR_EVER],
    ["to be shown", "---\nid: a\ntitle: Ferry\n---", ["article a"]],
  ])("above HTML: %s", (_, fields, expected) => {
    const entries = read("a.html", `${fields}\n<p>${TEXT}</p>\n`);
    expect(outcome(entries)).toEqual(expected);
    for (const entry of entries) if (entry.kind === "article") expect(entry.article.text).toBe(TEXT);
  });

  it.each<readonly [string, string, string]>([
    ["Hugo and Jekyll: date", `---\nid: a\ndate: ${LATER}\n---`, "until 2099-01-01T00:00:00Z"],
    ["a day", "---\nid: a\ndate: 2025-12-11\n---", "until 2025-12-11"],
    ["this day", "---\nid: a\ndate: 2025-12-10\n---", "article a"],
    ["later on this day", "---\nid: a\ndate: 2025-12-10 13:00:00 +0000\n---", "until 2025-12-10T13:00:00Z"],
    ["earlier in another zone", "---\nid: a\ndate: 2025-12-10 13:00:00 +0900\n---", "article a"],
    ["pubDate", `---\nid: a\npubDate: ${LATER}\n---`, "until 2099-01-01T00:00:00Z"],
    ["TOML", `+++\nid = "a"\ndate = ${LATER}\n+++`, "until 2099-01-01T00:00:00Z"],
    ["JSON", `{\n"id": "a",\n"date": "${LATER}"\n}`, "until 2099-01-01T00:00:00Z"],
    [
      "Hugo: publishDate before date",
      `---\nid: a\npublishDate: ${EARLIER}\ndate: ${LATER}\n---`,
      "article a",
    ],
    ["Hugo: build", "---\nid: a\nbuild:\n  render: never\n---", "until further notice"],
    ["Hugo: _build", "---\nid: a\n_build:\n  render: false\n---", "until further notice"],
    ["Hugo: build, listed nowhere", "---\nid: a\nbuild:\n  list: never\n---", "article a"],
    ["Eleventy: permalink", "---\nid: a\npermalink: false\n---", "until further notice"],
    ["a permalink", "---\nid: a\npermalink: /ferry/\n---", "article a"],
    ["Hexo", "---\nid: a\npublished: false\n---", "until further notice"],
  ])("skips what site generators skip: %s", (_, matter, expected) => {
    expect(outcome(read("a.md", page(matter))).map((one) => one.replace("withheld ", ""))).toContain(
      expected,
    );
  });

  it("recognises the folders and names of Jekyll", () => {
    const source = "---\nid: a\ntitle: Ferry\n---\nLate.\n";
    expect(outcome(read("blog/_drafts/ferry.md", source))).toEqual(FOR_EVER);
    expect(outcome(read("_posts/2025-12-11-ferry.md", source))).toEqual(["withheld until 2025-12-11"]);
    expect(read("_posts/2025-12-09-ferry.md", source)).toMatchObject([
      { article: { publishedAt: "2025-12-09" } },
    ]);
    const dated = source.replace("---\nLate", "date: 2025-12-01\n---\nLate");
    expect(read("_posts/2025-12-11-ferry.md", dated)).toMatchObject([
      { article: { publishedAt: "2025-12-01" } },
    ]);
  });

  it("ignores a future date in other records", () => {
    expect(outcome(read("a.json", { ...PLAIN, id: "a", date: LATER }))).toContain("article a");
  });

  it("reads the fields of TOML and JSON", () => {
    const fields = { id: "a", title: "Ferry", publishedAt: "2025-12-09", source: "Post", text: TEXT };
    const toml = page('+++\nid = "a"\ntitle = "Ferry"\ndate = 2025-12-09\nsource = "Post"\n+++');
    const json = page('{\n"id": "a", "title": "Ferry",\n"date": "2025-12-09", "source": "Post"\n}');
    for (const source of [toml, json]) expect(read("a.md", source)).toMatchObject([{ article: fields }]);
  });

  it.each([
    ["+++\nid = \n+++\nText.", /^front matter is not valid TOML: /, 2],
    ['{\n"id": "a",\n"title": oops\n}\nText.', /^front matter is not valid JSON: /, 3],
    ["+++\nid = 1\nText.", /^front matter is not closed/, 1],
  ])("reports the line of the fault: %j", (source, reason, line) => {
    expect(read("a.md", source)).toMatchObject([
      { kind: "problem", problem: { reason: expect.stringMatching(reason), line } },
    ]);
  });
});

const atom = (entries: string) =>
  `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0" ` +
  `xmlns:prism="http://prismstandard.org/namespaces/basic/3.0/" xmlns:dcterms="http://purl.org/dc/terms/">` +
  `<title>News</title><link href="https://n.example/"/>${entries}</feed>`;
const entry = (inside: string) =>
  `<entry><id>urn:e:1</id><title>Ferry</title><content>${TEXT}</content>${inside}</entry>`;
const rss = (inside: string) =>
  `<rss version="2.0" xmlns:dcterms="http://purl.org/dc/terms/"><channel><title>News</title>` +
  `<item><guid>https://n.example/1</guid><title>Ferry</title><description>${TEXT}</description>${inside}</item>` +
  `</channel></rss>`;

describe("feeds that withdraw or withhold", () => {
  it.each<readonly [string, string, readonly string[]]>([
    [
      "a tombstone of RFC 6721 beside entries",
      atom(`<at:deleted-entry ref="urn:e:0" when="2025-12-09T08:00:00Z"/>${entry("")}`),
      ["removed urn:e:0", "article urn:e:1"],
    ],
    [
      "a tombstone of an id that is no address",
      atom(
        '<at:deleted-entry ref="4711" when="2025-12-09T08:00:00Z"><at:comment>Wrong</at:comment></at:deleted-entry>',
      ),
      ["removed n.example:News:4711"],
    ],
    [
      "a tombstone alone",
      '<at:deleted-entry xmlns:at="http://purl.org/atompub/tombstones/1.0" ref="urn:e:0" when="2025-12-09T08:00:00Z"/>',
      ["removed urn:e:0"],
    ],
    [
      "a tombstone in RSS",
      rss("").replace(
        "<item>",
        '<at:deleted-entry xmlns:at="http://purl.org/atompub/tombstones/1.0" ref="https://n.example/0"/><item>',
      ),
      ["removed https://n.example/0", "article https://n.example/1"],
    ],
    [
      "an entry that has expired",
      atom(entry(`<dcterms:valid>end=${EARLIER};</dcterms:valid>`)),
      ["removed urn:e:1"],
    ],
    ["an entry of later", atom(entry(`<dcterms:available>start=${LATER}</dcterms:available>`)), WITHHELD],
    ["PRISM embargoDate", atom(entry(`<prism:embargoDate>${LATER}</prism:embargoDate>`)), WITHHELD],
    [
      "PRISM expirationDate",
      atom(entry(`<prism:expirationDate>${EARLIER}</prism:expirationDate>`)),
      ["removed urn:e:1"],
    ],
    [
      "a draft of the publishing protocol",
      atom(
        entry('<app:control xmlns:app="http://www.w3.org/2007/app"><app:draft>yes</app:draft></app:control>'),
      ),
      FOR_EVER,
    ],
    [
      "a deleted item of Media RSS",
      rss('<media:status xmlns:media="http://search.yahoo.com/mrss/" state="deleted"/>'),
      ["removed https://n.example/1"],
    ],
    ["expires of an item", rss(`<expires>${EARLIER}</expires>`), ["removed https://n.example/1"]],
    ["expires of an item, to come", rss(`<expires>${LATER}</expires>`), ["article https://n.example/1"]],
  ])("%s", (_, xml, expected) => {
    expect(outcome(read("a.xml", xml))).toEqual(expected);
  });
});

describe("pages whose article may not be shown", () => {
  const html = (head: string) =>
    `<html><head><link rel="canonical" href="https://n.example/ferry">${head}<title>Ferry</title></head>` +
    `<body><article><h1>Ferry</h1>${`<p>${TEXT} ${TEXT} ${TEXT}</p>`.repeat(4)}</article></body></html>`;
  const data = (fields: object) =>
    `<script type="application/ld+json">${JSON.stringify({ "@type": "NewsArticle", headline: "Ferry", ...fields })}</script>`;
  const id = (read("a.html", html(""))[0] as { article: { id: string } }).article.id;

  it.each<readonly [string, string, readonly string[]]>([
    ["neither", html(data({})), [`article ${id}`]],
    ["JSON-LD expires", html(data({ expires: EARLIER })), [`removed ${id}`]],
    ["JSON-LD creativeWorkStatus", html(data({ creativeWorkStatus: "Draft" })), FOR_EVER],
    [
      "unavailable_after",
      html('<meta name="robots" content="unavailable_after: 2020-01-01">'),
      [`removed ${id}`],
    ],
    [
      "unavailable_after in the form of mail",
      html('<meta name="robots" content="noarchive, unavailable_after: Wed, 01 Jan 2020 08:00:00 GMT">'),
      [`removed ${id}`],
    ],
    [
      "unavailable_after, to come",
      html('<meta name="robots" content="unavailable_after: 2099-01-01">'),
      [`article ${id}`],
    ],
  ])("%s", (_, source, expected) => {
    expect(outcome(read("a.html", source))).toEqual(expected);
  });
});
