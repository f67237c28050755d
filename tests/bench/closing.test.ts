import { expect, test } from "vitest";
import { closing } from "../../bench/process/closing.ts";

test("resources are closed in reverse order if a later one fails to open", async () => {
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

test("the result of successful work is returned after everything is closed", async () => {
  let isOpen = true;
  const result = await closing(async (closeLater) => {
    closeLater("proxy", () => {
      isOpen = false;
    });
    return 7;
  });
  expect([result, isOpen]).toEqual([7, false]);
});
