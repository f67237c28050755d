import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { KeptResults } from "../../bench/report/kept-results.ts";

const newFile = async () => join(await mkdtemp(join(tmpdir(), "kept-results-")), "report.json");

test("results are not measured again, not even by a later run", async () => {
  const file = await newFile();
  const measured: string[] = [];
  const work = (name: string) => async () => {
    measured.push(name);
    return measured.length;
  };
  const first = await KeptResults.open(file, "abc");
  await first.measure("search/10/a", work("a"));
  await first.measure("search/10/a", work("a again"));
  const second = await KeptResults.open(file, "def");
  const kept = await second.measure("search/10/a", work("a in a second run"));
  await second.measure("search/20/b", work("b"));
  expect(measured).toEqual(["a", "b"]);
  expect(kept).toMatchObject({ value: 1, commit: "abc" });
  expect([...second.below("search/20").keys()]).toEqual(["search/20/b"]);
});

test("an error is stored as a result, and measuring continues", async () => {
  const file = await newFile();
  const results = await KeptResults.open(file, "abc");
  await results.measure("search/10/a", () => Promise.reject(new Error("Cannot install: no network")));
  await results.measure("search/10/b", async () => 2);
  const kept = JSON.parse(await readFile(file, "utf8"));
  expect(kept["search/10/a"]).toMatchObject({ error: "Cannot install: no network" });
  expect(kept["search/10/b"]).toMatchObject({ value: 2 });
});

test("dropped results are measured again", async () => {
  const results = await KeptResults.open(await newFile(), "abc");
  await results.measure("search/10/a", async () => 1);
  await results.measure("build/a", async () => 1);
  await results.drop("search/");
  expect((await results.measure("search/10/a", async () => 2)).value).toBe(2);
  expect((await results.measure("build/a", async () => 2)).value).toBe(1);
});
