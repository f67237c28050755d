import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withLockFile } from "@dateline-search/core/adapters/object-store/lock-file";
import { thisProcess } from "@dateline-search/core/files/process-liveness";
import { describe, expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { VirtualTime } from "../../fixtures/virtual-time.ts";

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
  it("allows one holder at a time and leaves nothing behind", async () => {
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

  it("waits for a running process, names it, and continues at once if it is killed", async () => {
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
      withLockFile(path, async () => i, { timeoutMs: 120_000 }),
    );
    expect(await Promise.all(writers)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("stops waiting when the caller aborts", async () => {
    const path = join(temporaryFolder(), "lock");
    await writeFile(path, JSON.stringify(thisProcess()));
    const waited = withLockFile(path, async () => "", { signal: AbortSignal.timeout(50) });
    await expect(waited).rejects.toMatchObject({ code: "aborted" });
  });

  it.each([
    ["another machine", JSON.stringify({ ...thisProcess(), space: "another boot" })],
    [
      "another container in which its process id runs, and here none",
      JSON.stringify({ pid: 2 ** 22 - 1, space: "this boot pid:[1]", startedAt: "1", host: hostname() }),
    ],
    ["a process that died while writing it", ""],
    ["an earlier version", JSON.stringify({ pid: process.pid, host: hostname() })],
  ])("breaks a lock of %s only after it was watched for long enough", async (_what, content) => {
    const path = join(temporaryFolder(), "lock");
    await writeFile(path, content);
    // What clocks say of it does not matter.
    for (const date of [new Date(0), new Date(Date.now() + 86_400_000)]) {
      await utimes(path, date, date);
      const timer = new VirtualTime();
      const tooShort = withLockFile(path, async () => "", { timer, timeoutMs: 50_000 });
      await expect(tooShort).rejects.toThrow(/held it for more than 50000 ms/);
    }
    const timer = new VirtualTime();
    expect(await withLockFile(path, async () => "got it", { timer })).toBe("got it");
    expect(timer.monotonicMs()).toBeGreaterThanOrEqual(60_000);
  });

  it("immediately breaks the lock of a dead process whose id was reused", async () => {
    const path = join(temporaryFolder(), "lock");
    await writeFile(path, JSON.stringify({ ...thisProcess(), startedAt: "1" }));
    expect(await withLockFile(path, async () => "got it", { timeoutMs: 120_000 })).toBe("got it");
  });

  it("never takes the lock from a running process on this machine, however long it is suspended", async () => {
    const path = join(temporaryFolder(), "lock");
    const child = await holder(path);
    child.kill("SIGSTOP");
    const timer = new VirtualTime();
    const waited = withLockFile(path, async () => "", { timer, timeoutMs: 300_000 });
    await expect(waited).rejects.toMatchObject({ code: "store-unreachable" });
  });

  it("notifies a holder that the lock was taken over, and keeps the new lock", async () => {
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
