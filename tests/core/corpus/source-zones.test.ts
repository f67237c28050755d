import { describe, expect, it } from "vitest";
import { parseDate } from "../../../packages/core/src/corpus/parse-date.ts";
import { readSourceBytes } from "../../../packages/core/src/corpus/read-source-bytes.ts";
import { parseSourceZone, zoneOfSource } from "../../../packages/core/src/corpus/source-zones.ts";
import { outline } from "../../fixtures/source-entries.ts";

describe("a time without a zone", () => {
  it.each([
    ["2025-12-10T08:00:00", "Asia/Seoul", "2025-12-09T23:00:00Z"],
    ["2025-12-10 08:00", "America/New_York", "2025-12-10T13:00:00Z"],
    ["2025-07-10 08:00", "America/New_York", "2025-07-10T12:00:00Z"],
    ["December 10, 2025 8:00 PM", "Asia/Kolkata", "2025-12-10T14:30:00Z"],
    ["10. Dezember 2025 08.30 Uhr", "Europe/Berlin", "2025-12-10T07:30:00Z"],
    ["20251210080000", "Asia/Tokyo", "2025-12-09T23:00:00Z"],
    // Clocks go back: the first of the two; and forward, as if they had gone on.
    ["2025-10-26T02:30", "Europe/Berlin", "2025-10-26T00:30:00Z"],
    ["2025-03-30T02:30", "Europe/Berlin", "2025-03-30T01:30:00Z"],
  ])("%s is in %s", (written, zone, instant) => {
    expect(parseDate(written, zone)).toBe(instant);
  });

  it.each([
    ["2025-12-10T08:00:00Z", "2025-12-10T08:00:00Z"],
    ["2025-12-10T08:00:00+01:00", "2025-12-10T07:00:00Z"],
    ["Wed, 10 Dec 2025 08:00:00 EST", "2025-12-10T13:00:00Z"],
    ["2025-12-10", "2025-12-10"],
    ["1765353600", "2025-12-10T08:00:00Z"],
  ])("is not %s, whatever the zone of its source", (written, read) => {
    expect(parseDate(written, "Asia/Seoul")).toBe(read);
  });
});

describe("the zone of a source", () => {
  const zones = [
    "Europe/Paris",
    "https://yna.example/=Asia/Seoul",
    "yna.example/en=UTC",
    "wire/=America/New_York",
  ].map(parseSourceZone);
  it.each([
    ["stories.jsonl", "Europe/Paris"],
    ["wire/a.txt", "America/New_York"],
    ["https://www.yna.example/rss", "Asia/Seoul"],
    ["http://yna.example/en/rss", "UTC"],
  ])("of %s is %s", (name, zone) => {
    expect(zoneOfSource(name, zones)).toBe(zone);
  });

  it("is undefined if none applies", () => {
    expect(zoneOfSource("a.txt", [parseSourceZone("wire/=Asia/Seoul")])).toBeNull();
  });

  it("must exist", () => {
    expect(() => parseSourceZone("a=Mars/Olympus")).toThrow(
      'Cannot read times in the zone of their source: "Mars/Olympus" is not a time zone such as Europe/Paris',
    );
  });

  it.each([
    ["a.json", '{"id":"1","title":"T","body":"B","date":"2025-12-10 08:00"}'],
    ["a.csv", "title,text,date\nT,B,2025-12-10 08:00\n"],
    ["a.txt", "Title: T\nDate: 2025-12-10 08:00\n\nThe ferry."],
    ["a.md", "---\ntitle: T\ndate: 2025-12-10 08:00\n---\n\nThe ferry.\n"],
    [
      "a.rss",
      "<rss><channel><item><title>T</title><pubDate>10 Dec 2025 08:00:00</pubDate></item></channel></rss>",
    ],
  ])("applies to %s", (name, text) => {
    const timeZones = [parseSourceZone("Asia/Seoul")];
    const [entry] = readSourceBytes({ name, bytes: Buffer.from(text) }, { timeZones });
    expect(entry).toMatchObject({ article: { publishedAt: "2025-12-09T23:00:00Z" } });
  });

  it("applies to embargoes, which must not end too early", () => {
    const record = '{"id":"1","title":"T","body":"B","embargoed":"2025-12-10T08:00"}';
    const now = new Date("2025-12-10T09:00:00Z");
    const read = (timeZones: readonly string[]) =>
      outline([
        ...readSourceBytes(
          { name: "a.json", bytes: Buffer.from(record) },
          { now, timeZones: timeZones.map(parseSourceZone) },
        ),
      ]);
    expect(read([])).toEqual(["article 1 T"]);
    expect(read(["America/New_York"])).toEqual(['skipped "1" is under embargo until 2025-12-10T13:00:00Z']);
  });
});
