import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InvalidRecord } from "../../../packages/core/src/corpus/invalid-record.ts";
import { parseDate } from "../../../packages/core/src/corpus/parse-date.ts";

describe("parseDate", () => {
  it.each([
    ["2025-12-10", "2025-12-10"],
    [" 2025-12-10 ", "2025-12-10"],
    ["2025/12/10", "2025-12-10"],
    ["20251210", "2025-12-10"],
    ["2024-02-29", "2024-02-29"],
    ["0099-01-01", "0099-01-01"],
    ["2025-12-10T08:00:00Z", "2025-12-10T08:00:00Z"],
    ["2025-12-10T08:00:00.987654Z", "2025-12-10T08:00:00Z"],
    ["2025-12-10T08:00", "2025-12-10T08:00:00Z"],
    ["2025-12-10 08:00:30", "2025-12-10T08:00:30Z"],
    ["2025-12-10T08:00:00+09:00", "2025-12-09T23:00:00Z"],
    ["2025-12-10T22:30:00-0330", "2025-12-11T02:00:00Z"],
    ["2025-12-10T08:00:00+09", "2025-12-09T23:00:00Z"],
    ["20251210T080000Z", "2025-12-10T08:00:00Z"],
    ["20251210T0800+0100", "2025-12-10T07:00:00Z"],
    ["Wed, 10 Dec 2025 08:00:00 GMT", "2025-12-10T08:00:00Z"],
    ["Wed, 10 Dec 2025 08:00:00 +0530", "2025-12-10T02:30:00Z"],
    ["10 Dec 2025 08:00 EST", "2025-12-10T13:00:00Z"],
    ["Wed, 10 Dec 25 08:00:00 GMT", "2025-12-10T08:00:00Z"],
    ["10 Dec 99 08:00 UT", "1999-12-10T08:00:00Z"],
    ["Wed, 10 Dec 2025 08:00:00 CET", "2025-12-10T07:00:00Z"],
    ["2025-12-10 08:00 JST", "2025-12-09T23:00:00Z"],
    ["Seg, 24 Set 2018 19:42:40 -0300", "2018-09-24T22:42:40Z"],
    ["mar., 2 févr. 2016 08:00:00 +0100", "2016-02-02T07:00:00Z"],
    ["Di, 1 März 2016 08:00:00 +0100", "2016-03-01T07:00:00Z"],
    ["lun, 4 gen 2016 08:00 +0100", "2016-01-04T07:00:00Z"],
    ["10 December 2025", "2025-12-10"],
    ["10th december 2025", "2025-12-10"],
    ["December 10, 2025", "2025-12-10"],
    ["Dec 10, 2025", "2025-12-10"],
    ["Sept. 3, 2025", "2025-09-03"],
    ["Wednesday, December 10, 2025", "2025-12-10"],
    ["Dec. 10, 2025, 12:05 a.m.", "2025-12-10T00:05:00Z"],
    ["December 10, 2025 at 8:15 PM EST", "2025-12-11T01:15:00Z"],
    // RFC 5322: comments, missing blanks, leap seconds, military zones
    ["Wed, 10 Dec 2025 08:00:00 +0900 (KST)", "2025-12-09T23:00:00Z"],
    ["Wed, 10 Dec 2025 (a comment) 08:00:00 +0900", "2025-12-09T23:00:00Z"],
    ["Wed,10 Dec 2025 08:00:00 +0100", "2025-12-10T07:00:00Z"],
    ["Wed, 10 Dec 2025 08:00:60 GMT", "2025-12-10T08:01:00Z"],
    ["Wed, 31 Dec 2025 23:59:60 GMT", "2026-01-01T00:00:00Z"],
    ["Wed, 10 Dec 2025 08:00:00 A", "2025-12-10T08:00:00Z"],
    ["Wed, 10 Dec 2025 08:00:00 Z", "2025-12-10T08:00:00Z"],
    // RFC 850, asctime, date(1), Go, JavaScript
    ["Wednesday, 10-Dec-25 08:00:00 GMT", "2025-12-10T08:00:00Z"],
    ["10-Dec-2025", "2025-12-10"],
    ["Wed Dec 10 08:00:00 2025", "2025-12-10T08:00:00Z"],
    ["Wed Dec  3 08:00:00 2025", "2025-12-03T08:00:00Z"],
    ["Wed Dec 10 08:00:00 UTC 2025", "2025-12-10T08:00:00Z"],
    ["Wed Dec 10 08:00:00 +0900 2025", "2025-12-09T23:00:00Z"],
    ["2025-12-10 08:00:00 +0000 UTC", "2025-12-10T08:00:00Z"],
    ["2025-12-10 08:00:00.123 +0900 KST m=+0.001", "2025-12-09T23:00:00Z"],
    ["Wed Dec 10 2025 08:00:00 GMT+0900 (Korean Standard Time)", "2025-12-09T23:00:00Z"],
    // ISO 8601 and W3C-DTF
    ["2025-12-10T24:00:00Z", "2025-12-11T00:00:00Z"],
    ["2025-12-10T08", "2025-12-10T08:00:00Z"],
    ["2025-12-10T08+09:00", "2025-12-09T23:00:00Z"],
    ["2025-12", "2025-12-01"],
    ["2025-1-5", "2025-01-05"],
    ["20251210080000", "2025-12-10T08:00:00Z"],
    // Epochs as texts
    ["1765353600", "2025-12-10T08:00:00Z"],
    ["1765353600000", "2025-12-10T08:00:00Z"],
    ["1765353600000000", "2025-12-10T08:00:00Z"],
    ["1765353600.25", "2025-12-10T08:00:00Z"],
    // Other languages
    ["10. Dezember 2025", "2025-12-10"],
    ["Mittwoch, 10. Dezember 2025 um 08:00 Uhr", "2025-12-10T08:00:00Z"],
    ["10 de diciembre de 2025", "2025-12-10"],
    ["miércoles, 10 de septiembre de 2025", "2025-09-10"],
    ["10 de março de 2025", "2025-03-10"],
    ["le 1er février 2025", "2025-02-01"],
    ["10 août 2025", "2025-08-10"],
    ["10 dicembre 2025", "2025-12-10"],
    ["10 maart 2025", "2025-03-10"],
    ["śr., 10 gru 2025 08:00:00 +0100", "2025-12-10T07:00:00Z"],
    ["10 października 2025", "2025-10-10"],
    ["Ср, 10 дек 2025 08:00:00 +0300", "2025-12-10T05:00:00Z"],
    ["10 декабря 2025 г.", "2025-12-10"],
    ["10 мая 2025", "2025-05-10"],
    ["10 грудня 2025 р.", "2025-12-10"],
    ["10 Aralık 2025", "2025-12-10"],
    ["10 Şubat 2025", "2025-02-10"],
    ["10. prosince 2025", "2025-12-10"],
    ["10 Δεκεμβρίου 2025", "2025-12-10"],
    ["10. joulukuuta 2025", "2025-12-10"],
    ["10 Desember 2025", "2025-12-10"],
    ["2025년 12월 10일", "2025-12-10"],
    ["2025年12月10日", "2025-12-10"],
    ["2025年12月10日(水) 08:00", "2025-12-10T08:00:00Z"],
    ["2025年 1月 5日 8:05", "2025-01-05T08:05:00Z"],
  ])("reads %j as %s", (written, expected) => {
    expect(parseDate(written)).toBe(expected);
  });

  it.each([
    [1_765_353_600, "2025-12-10T08:00:00Z"],
    [1_765_353_600_000, "2025-12-10T08:00:00Z"],
    [1_765_353_600_000_000, "2025-12-10T08:00:00Z"],
    [20_251_210, "2025-12-10"],
    [1_765_353_600.9, "2025-12-10T08:00:00Z"],
  ])("reads the number %d as epoch seconds or milliseconds", (epoch, expected) => {
    expect(parseDate(epoch)).toBe(expected);
  });

  it.each([
    ["2025-02-30", "does not exist"],
    ["2025-02-29", "does not exist"],
    ["1900-02-29", "does not exist"],
    ["2025-13-01", "does not exist"],
    ["2025-00-10", "does not exist"],
    ["0000-01-01", "does not exist"],
    ["31 November 2025", "does not exist"],
    ["2025-12-10T08:61:00Z", "clock time"],
    ["2025-12-10T08:00:00+19:00", "clock time"],
    ["Dec 10, 2025 13:00 PM", "clock time"],
    ["9999-12-31T23:00:00-05:00", "out of range"],
    ["03/04/2025", "ambiguous"],
    ["3.4.25", "ambiguous"],
    ["25/12/2025", "ambiguous"],
    ["12 people 2025", "not understood"],
    ["10 Dec 2025 08:00 IST", "clock time"],
    ["2025", "not understood"],
    ["yesterday", "not understood"],
    ["", "not understood"],
  ])("refuses %j because it %s", (written, reason) => {
    expect(() => parseDate(written)).toThrow(InvalidRecord);
    expect(() => parseDate(written)).toThrow(reason);
  });

  it.each([0, -1, 2025, 99_999, Number.NaN, Number.POSITIVE_INFINITY, 1e18])(
    "refuses the number %d, which no epoch date has",
    (value) => {
      expect(() => parseDate(value)).toThrow("is not a number of epoch seconds or milliseconds");
    },
  );

  it("returns its own output unchanged", () => {
    const years = {
      min: new Date("0001-01-02T00:00:00Z"),
      max: new Date("9999-12-30T00:00:00Z"),
      noInvalidDate: true,
    };
    fc.assert(
      fc.property(fc.date(years), (date) => {
        const instant = `${date.toISOString().slice(0, 19)}Z`;
        expect(parseDate(instant)).toBe(instant);
        expect(parseDate(instant.slice(0, 10))).toBe(instant.slice(0, 10));
      }),
    );
  });

  it("throws nothing but InvalidRecord, and returns only the two forms", () => {
    const dateLike = fc.stringMatching(/^[0-9TZ:+\-/., apmGMTDecJan]{0,30}$/);
    fc.assert(
      fc.property(fc.oneof(fc.string(), dateLike, fc.double()), (value) => {
        try {
          expect(parseDate(value)).toMatch(/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}Z)?$/);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidRecord);
        }
      }),
    );
  });
});
