import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { DatelineError, type ErrorCode } from "@dateline-search/core/errors";
import { IdentityTable } from "@dateline-search/core/generation/article-identity";
import { parsePointer } from "@dateline-search/core/generation/latest-pointer";
import { generationId, parseManifest } from "@dateline-search/core/generation/manifest";
import { openGeneration } from "@dateline-search/core/generation/open-generation";
import { buildFuzzIndex } from "./build-fuzz-index.ts";
import { FuzzFinding, type OpenTarget } from "./fuzz-target.ts";
import { mutate, pick } from "./mutate.ts";

const CLEAR: ReadonlySet<ErrorCode> = new Set(["index-corrupt", "index-format", "index-missing"]);

/** Whatever the files of an index hold, opening them ends with a clear error before native code reads them. */
export const openIndexFileTarget: OpenTarget = async (folder) => {
  const index = await buildFuzzIndex(folder);
  const files = readdirSync(index, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(json|ids|sqlite|hnsw)$/.test(name))
    .sort()
    .map((name) => ({ name, path: join(index, name), bytes: readFileSync(join(index, name)) }));
  return {
    run: async (random) => {
      const file = pick(random, files);
      const bytes = mutate(file.bytes, random);
      try {
        await readDamaged(index, { ...file, bytes });
      } catch (cause) {
        throw new FuzzFinding(`"${file.name}" gives no clear error: ${String(cause)}`, bytes, { cause });
      } finally {
        writeFileSync(file.path, file.bytes);
      }
      return bytes.length;
    },
    close: async () => {},
  };
};

interface DamagedFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: Uint8Array;
}

async function readDamaged(index: string, { name, path, bytes }: DamagedFile): Promise<void> {
  parseAlone(name, bytes);
  writeFileSync(path, bytes);
  const open = async () => await openGeneration(index, { format: localSegmentFormat, verify: "sha256" });
  await orClearError(async () => (await open()).close());
}

/** The same with bytes that have the hash that they should have, as somebody could write who may write to the store. */
function parseAlone(name: string, bytes: Uint8Array): void {
  const text = Buffer.from(bytes).toString("utf8");
  if (name.endsWith(".ids")) orClearErrorNow(() => readAll(bytes));
  if (name.startsWith("generations")) orClearErrorNow(() => parseManifest(text, generationId(text)));
  if (name === "latest.json") orClearErrorNow(() => parsePointer(text));
}

function readAll(bytes: Uint8Array): void {
  const table = new IdentityTable(bytes);
  for (let row = 0; row < table.length; row++) table.read(row);
}

async function orClearError(run: () => Promise<unknown>): Promise<void> {
  await run().catch((error) => assertClear(error));
}

function orClearErrorNow(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    assertClear(error);
  }
}

function assertClear(error: unknown): void {
  if (!(error instanceof DatelineError) || !CLEAR.has(error.code)) throw error;
}
