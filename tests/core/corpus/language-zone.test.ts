import { describe, expect, it } from "vitest";
import { readSourceBytes } from "../../../packages/core/src/corpus/read-source-bytes.ts";

const NOW = new Date("2026-03-01T12:00:00Z");

function until(firstLine: string, timeZone?: string): string | undefined {
  const text = `${firstLine}\n\nThe pier is rebuilt, the council said.\n`;
  const zones = timeZone === undefined ? {} : { timeZones: [{ prefix: "", timeZone }] };
  const [entry] = readSourceBytes({ name: "a.txt", bytes: Buffer.from(text) }, { now: NOW, ...zones });
  return entry?.kind === "skipped" ? entry.until : undefined;
}

describe("an embargo without a zone", () => {
  it.each([
    ["엠바고: 2026년 3월 5일 오후 2시", "2026-03-05T05:00:00Z"],
    ["解禁日時：2026年3月5日 14時", "2026-03-05T05:00:00Z"],
    ["禁发至：2026年3月5日14时", "2026-03-05T06:00:00Z"],
    ["एम्बार्गो: 5 मार्च 2026 को शाम 6 बजे तक", "2026-03-05T12:30:00Z"],
    ["CẤM CÔNG BỐ ĐẾN 10:00 NGÀY 5 THÁNG 3 NĂM 2026", "2026-03-05T03:00:00Z"],
    ["SPERRFRIST: 5. März 2026, 10 Uhr", "2026-03-05T09:00:00Z"],
    ["Julkaisuvapaa 5.3.2026 klo 10.00", "2026-03-05T08:00:00Z"],
  ])("is in the time zone of its language: %s", (line, expected) => {
    expect(until(line)).toBe(expected);
  });

  it.each([
    ["EMBARGOED UNTIL 10:00 5 MARCH 2026", "2026-03-05T22:00:00Z"],
    ["Embargo hasta el 5 de marzo de 2026 a las 10:00", "2026-03-05T22:00:00Z"],
    ["EMBARGOED UNTIL 5 MARCH 2026", "2026-03-05T12:00:00Z"],
  ])("is withheld until it is over everywhere, in a language of many zones: %s", (line, expected) => {
    expect(until(line)).toBe(expected);
  });

  it("is in its source's zone, or its own, if there is one", () => {
    expect(until("EMBARGOED UNTIL 10:00 5 MARCH 2026", "America/New_York")).toBe("2026-03-05T15:00:00Z");
    expect(until("EMBARGOED UNTIL 10:00 GMT 5 MARCH 2026")).toBe("2026-03-05T10:00:00Z");
  });

  it.each([
    ["एम्बार्गो: 5 मार्च 2026 को रात 12 बजे तक", "2026-03-05T18:30:00Z"],
    ["एम्बार्गो: 5 मार्च 2026 को रात 9 बजे तक", "2026-03-05T15:30:00Z"],
    ["एम्बार्गो: 5 मार्च 2026 को दोपहर 12 बजे तक", "2026-03-05T06:30:00Z"],
    ["엠바고: 2026년 3월 5일 밤 12시", "2026-03-05T15:00:00Z"],
    ["엠바고: 2026년 3월 5일 정오", "2026-03-05T03:00:00Z"],
    ["解禁日時：2026年3月5日 午後12時", "2026-03-05T15:00:00Z"],
    ["禁发至：2026年3月5日凌晨1时", "2026-03-04T17:00:00Z"],
    ["EMBARGOED UNTIL MIDNIGHT GMT 5 MARCH 2026", "2026-03-06T00:00:00Z"],
  ])("ends at midnight after the stated night: %s", (line, expected) => {
    expect(until(line)).toBe(expected);
  });
});
