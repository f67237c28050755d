import { statfsSync } from "node:fs";

/**
 * Puts the tests' temporary folders into memory where there is room, because indexes are flushed to disk file by file and
 * a unit test has no use for that. A TMPDIR that is set stays.
 */
const MEMORY_FOLDER = "/dev/shm";
const ROOM_BYTES = 4_000_000_000;

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(MEMORY_FOLDER);
    return bavail * bsize >= ROOM_BYTES;
  } catch {
    return false;
  }
}

if (process.env["TMPDIR"] === undefined && hasRoom()) process.env["TMPDIR"] = MEMORY_FOLDER;
