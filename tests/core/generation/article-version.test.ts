import { describe, expect, it } from "vitest";
import {
  compareVersions,
  isOlder,
  versionOf,
} from "../../../packages/core/src/generation/article-version.ts";
import { keepEarlierTimes, preciseTimes } from "../../../packages/core/src/indexing/keep-earlier-times.ts";

const at = (publishedAt: string | null, version: number | null = null) =>
  versionOf({ publishedAt, updatedAt: null }, version);

describe("which of two versions is the older", () => {
  it.each([
    ["an instant before another", "2025-12-10T08:00:00Z", "2025-12-10T09:00:00Z", -1],
    ["the same instant", "2025-12-10T08:00:00Z", "2025-12-10T08:00:00Z", 0],
    ["a date before another", "2025-12-10", "2025-12-11", -1],
    ["a date and an instant of its day", "2025-12-10", "2025-12-10T08:00:00Z", 0],
    ["an instant and the date of its day", "2025-12-10T23:59:59Z", "2025-12-10", 0],
    ["a date and an instant that is of its day in New York", "2025-12-10", "2025-12-11T04:30:00Z", 0],
    ["a date and an instant that is of its day in Seoul", "2025-12-10", "2025-12-09T16:00:00Z", 0],
    ["a date and an instant that is of its day nowhere", "2025-12-10", "2025-12-11T12:00:00Z", -1],
    ["an instant of two days before a date", "2025-12-08T12:00:00Z", "2025-12-10", -1],
    ["no time", null, "2025-12-10", 0],
  ])("%s", (_, first, second, expected) => {
    expect(Math.sign(compareVersions(at(first), at(second)))).toBe(expected);
    expect(Math.sign(compareVersions(at(second), at(first)))).toBe(expected === 0 ? 0 : -expected);
  });

  it.each([
    ["a day of the month", "2025-12-10", 0],
    ["an instant of the month", "2025-12-31T23:00:00Z", 0],
    ["a day of the month before", "2025-11-20", 1],
    ["a day of the month after", "2026-01-05", -1],
  ])("that is dated with a month, compared with %s", (_, other, expected) => {
    const ofMonth = { publishedAt: "2025-12-01", updatedAt: null, isMonth: true };
    expect(Math.sign(compareVersions(versionOf(ofMonth), at(other)))).toBe(expected);
    expect(isOlder(ofMonth, { publishedAt: other, updatedAt: null })).toBe(expected === -1);
  });

  it("that is dated with a month keeps the precise time of the version before", () => {
    const corrected = preciseTimes({ publishedAt: "2025-12-01", updatedAt: null }, true);
    const earlier = { publishedAt: "2025-12-10T08:00:00Z", updatedAt: null };
    expect(keepEarlierTimes(corrected, earlier)).toEqual(earlier);
  });

  it("is the one with the lower number, regardless of the clocks", () => {
    expect(compareVersions(at("2025-12-11", 1), at("2025-12-10", 2))).toBeLessThan(0);
    expect(compareVersions(at("2025-12-11T08:00:00Z", 3), at("2025-12-10", 2))).toBeGreaterThan(0);
    expect(compareVersions(at("2025-12-10", 2), at("2025-12-11", 2))).toBeLessThan(0);
    expect(compareVersions(at("2025-12-11", null), at("2025-12-10", 2))).toBeGreaterThan(0);
  });

  it("goes by the time of the last change", () => {
    const old = { publishedAt: "2025-12-01", updatedAt: "2025-12-08" };
    const corrected = { publishedAt: "2025-12-01", updatedAt: "2025-12-10T08:00:00Z" };
    expect([isOlder(old, corrected), isOlder(corrected, old)]).toEqual([true, false]);
  });
});

describe("the times of a correction", () => {
  it("keep the instant of the first version if the correction has only a date", () => {
    const first = { publishedAt: "2025-12-10T08:00:00Z", updatedAt: null };
    const correction = { publishedAt: "2025-12-10", updatedAt: null };
    expect(keepEarlierTimes(correction, first)).toEqual(first);
  });

  it("take a later date for the time of the correction", () => {
    const first = { publishedAt: "2025-12-10T08:00:00Z", updatedAt: null };
    const correction = { publishedAt: "2025-12-14", updatedAt: null };
    expect(keepEarlierTimes(correction, first)).toEqual({ ...first, updatedAt: "2025-12-14" });
  });
});
