import { RebuildLoop } from "@dateline-search/cli/dev/rebuild-loop";
import { expect, test } from "vitest";

/** Work that ends when it is told to. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

test("changes during a build lead to one more build after it", async () => {
  let builds = 0;
  const first = gate();
  const loop = new RebuildLoop(async () => {
    builds += 1;
    if (builds === 1) await first.opened;
  });
  loop.request();
  loop.request();
  loop.request();
  expect(builds).toBe(1);
  first.open();
  await loop.idle();
  expect(builds).toBe(2);
});

test("changes during the first build wait for its end", async () => {
  const order: string[] = [];
  const begun = gate();
  const loop = new RebuildLoop(async () => {
    order.push("again");
  });
  const first = loop.first(async () => {
    await begun.opened;
    order.push("first");
  });
  loop.request();
  begun.open();
  await first;
  await loop.idle();
  expect(order).toEqual(["first", "again"]);
});

test("a failed first build is reported, and no other build follows", async () => {
  let builds = 0;
  const loop = new RebuildLoop(async () => {
    builds += 1;
  });
  const first = loop.first(async () => {
    throw new Error("no articles");
  });
  loop.request();
  await expect(first).rejects.toThrow("no articles");
  await loop.idle();
  expect(builds).toBe(0);
});
