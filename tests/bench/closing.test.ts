import { expect, test } from "vitest";
import { closing } from "../../bench/process/closing.ts";

test("what was opened is closed, the last first, when a later opening fails", async () => {
  const closed: string[] = [];
  const work = closing(async (closeLater) => {
    for (const name of ["proxy", "function"]) {
      closeLater(name, async (thing) => {
        await Promise.resolve();
        closed.push(thing);
      });
    }
    throw new Error("the second function does not start");
  });
  await expect(work).rejects.toThrow("the second function does not start");
  expect(closed).toEqual(["function", "proxy"]);
});

test("the result of work that succeeds comes when all is closed", async () => {
  let isOpen = true;
  const result = await closing(async (closeLater) => {
    closeLater("proxy", () => {
      isOpen = false;
    });
    return 7;
  });
  expect([result, isOpen]).toEqual([7, false]);
});
