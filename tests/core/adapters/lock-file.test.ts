import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withLockFile } from "@dateline-search/core/adapters/object-store/lock-file";
import { describe, expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

const HOLD_LOCK = fileURLToPath(new URL("../../fixtures/hold-lock.ts", import.meta.url));

/** A process that holds the lock. */
async function holder(path: string) {
  const child = spawn(process.execPath, ["--import", "tsx", HOLD_LOCK, path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  await once(child.stdout, "data");
  return child;
}

describe("withLockFile", () => {
  it("lets one holder at a time work and leaves nothing behind", async () => {
    const folder = temporaryFolder();
    let inside = 0;
    const work = async () => {
      inside += 1;
      expect(inside).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 1));
      inside -= 1;
      return "done";
    };
    const results = await Promise.all(
      Array.from({ length: 20 }, () => withLockFile(join(folder, "lock"), work)),
    );
    expect(results).toEqual(Array(20).fill("done"));
    expect(await readdir(folder)).toEqual([]);
  });

  it("frees the lock when the work fails", async () => {
    const path = join(temporaryFolder(), "lock");
    await expect(withLockFile(path, () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    expect(await withLockFile(path, async () => "next", { timeoutMs: 0 })).toBe("next");
  });

  it("waits for a process that runs, says which, and goes on at once when it was killed", async () => {
    const path = join(temporaryFolder(), "lock");
    const child = await holder(path);
    const waited = withLockFile(path, async () => "got it", { timeoutMs: 100 });
    await expect(waited).rejects.toMatchObject({ code: "store-unreachable" });
    await expect(withLockFile(path, async () => "", { timeoutMs: 0 })).rejects.toThrow(
      `process ${child.pid} on`,
    );
    child.kill("SIGKILL");
    await once(child, "exit");
    const writers = Array.from({ length: 10 }, (_, i) =>
      withLockFile(path, async () => i, { timeoutMs: 5_000 }),
    );
    expect(await Promise.all(writers)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("stops waiting when the caller aborts", async () => {
    const path = join(temporaryFolder(), "lock");
    await writeFile(path, JSON.stringify({ pid: process.pid, host: hostname() }));
    const waited = withLockFile(path, async () => "", { signal: AbortSignal.timeout(50) });
    await expect(waited).rejects.toMatchObject({ code: "aborted" });
  });

  it.each([
    ["another host", JSON.stringify({ pid: process.pid, host: "elsewhere" })],
    ["a process whose id was given out again", JSON.stringify({ pid: process.pid, host: hostname() })],
    ["a process that died while writing it", ""],
  ])("breaks an old lock of %s, and not a fresh one", async (_what, content) => {
    const path = join(temporaryFolder(), "lock");
    await writeFile(path, content);
    const options = { staleAfterMs: 60_000, timeoutMs: 50 };
    await expect(withLockFile(path, async () => "", options)).rejects.toThrow(/held it for more than 50 ms/);
    const old = new Date(Date.now() - 61_000);
    await utimes(path, old, old);
    expect(await withLockFile(path, async () => "got it", options)).toBe("got it");
  });

  it("tells a holder that the lock was taken over, and does not remove the new one", async () => {
    const path = join(temporaryFolder(), "lock");
    const work = withLockFile(path, async (assertHeld) => {
      await assertHeld();
      await writeFile(path, "another process");
      await assertHeld();
    });
    await expect(work).rejects.toMatchObject({ code: "write-conflict" });
    expect(await readFile(path, "utf8")).toBe("another process");
  });
});
