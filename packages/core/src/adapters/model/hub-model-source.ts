import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { DatelineError } from "../../errors.ts";
import { isProcessRunning } from "../../files/process-liveness.ts";
import type { ModelOrigin } from "../../model/model-record.ts";
import type { FetchRequest, ModelSource } from "../../model/model-source.ts";
import {
  createIdleTimeout,
  type HubDigest,
  type HubResponse,
  type IdleTimeout,
  requestFromHub,
} from "./hub-request.ts";

/** Options of `createHubModelSource`. */
interface HubModelSourceOptions {
  /** URL of the hub or of a mirror; default `https://huggingface.co`. */
  readonly endpoint?: string | undefined;
  /**
   * How long to wait for a response. Short, so that a machine without a network continues within seconds;
   * default 5,000.
   */
  readonly connectTimeoutMs?: number;
  /** How long to wait for further bytes; default 30,000. */
  readonly stallTimeoutMs?: number;
}

/**
 * A model source that downloads from the Hugging Face hub, at the registry's revision. Interrupted downloads
 * resume, within one pull and in the next one.
 */
export function createHubModelSource(options: HubModelSourceOptions = {}): ModelSource {
  const { connectTimeoutMs = 5_000, stallTimeoutMs = 30_000 } = options;
  const endpoint = (options.endpoint ?? "https://huggingface.co").replace(/\/+$/, "");
  return {
    name: `Hugging Face hub (${endpoint})`,
    async fetch(request: FetchRequest): Promise<ModelOrigin> {
      const { hub, name } = request.spec;
      if (hub === undefined) {
        const reason = "the hub does not have it in this form";
        throw new DatelineError("model-unreachable", `Cannot fetch the model ${name}: ${reason}`);
      }
      for (const file of request.files) {
        const url = `${endpoint}/${hub.name}/resolve/${hub.revision}/${file}`;
        const part = await claimPartFile(request.partsFolder, `${hub.name}@${hub.revision}/${file}`);
        const download: HubDownload = { request, file, url, part };
        await downloadVerified(download, { connectTimeoutMs, stallTimeoutMs });
        await mkdir(dirname(join(request.folder, file)), { recursive: true });
        await rename(part, join(request.folder, file));
      }
      return { kind: "hub", ...hub };
    },
  };
}

/** After this many broken connections the next source is faster. The partial file stays for another pull. */
const MAX_ATTEMPTS = 5;

/** How often to fetch a file whose content differs from what the hub announces. */
const MAX_FETCHES = 3;
/** A slower server is abandoned, however steadily it sends. */
const MIN_BYTES_PER_SECOND = 16 * 1024;
/** For a file whose size the server does not state. */
const UNKNOWN_SIZE_BYTES = 512 * 1024 * 1024;

interface HubTimeouts {
  /** How long to wait for a response, in milliseconds. */
  readonly connectTimeoutMs: number;
  /** How long to wait for further bytes, in milliseconds. */
  readonly stallTimeoutMs: number;
}

/** A file to download, and the partial file that collects it. */
interface HubDownload {
  readonly request: FetchRequest;
  readonly file: string;
  readonly url: string;
  readonly part: string;
}

/** What the server stated about the whole file. */
interface Expected {
  readonly sizeBytes: number | null;
  readonly digest: HubDigest | null;
}

/**
 * Downloads a file into its partial file, and compares it with what the hub announces. Corruption on the wire is
 * random, so wrong content is fetched again.
 *
 * @throws DatelineError `model-unreachable`; `model-invalid` when the content stays wrong
 */
async function downloadVerified(download: HubDownload, settings: HubTimeouts): Promise<void> {
  for (let fetches = 1; ; fetches++) {
    const expected = await downloadPart(download, settings);
    try {
      return await verifyPart(download, expected);
    } catch (error) {
      if (fetches === MAX_FETCHES) throw error;
    }
  }
}

/** Codes of a broken connection, from the system and from Node's fetch. */
const CUT_CODES: readonly unknown[] = ["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"];

/**
 * Detects a broken connection. Node 24 discards unread data when it breaks, so it may have made no progress.
 */
function isCut(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ("code" in error && CUT_CODES.includes(error.code)) || isCut(error.cause);
}

/** Retries after a broken connection, and after other failures as long as new bytes arrive. */
async function downloadPart(download: HubDownload, settings: HubTimeouts): Promise<Expected> {
  for (let attempts = 1; ; attempts++) {
    const before = await sizeOfPart(download.part);
    try {
      return await attempt(download, settings);
    } catch (cause) {
      download.request.signal?.throwIfAborted();
      if (cause instanceof DatelineError) throw cause;
      const hasGrown = (await sizeOfPart(download.part)) > before;
      if (attempts < MAX_ATTEMPTS && (hasGrown || isCut(cause))) continue;
      throw new DatelineError("model-unreachable", `Cannot fetch ${download.url}: ${reasonOf(cause)}`, {
        cause,
      });
    }
  }
}

async function attempt(download: HubDownload, settings: HubTimeouts): Promise<Expected> {
  const { url, part, request } = download;
  const timeout = createIdleTimeout(settings.connectTimeoutMs, request.signal);
  try {
    const offset = await sizeOfPart(part);
    const answer = await requestFromHub(url, { offset, signal: timeout.signal });
    timeout.restart(settings.stallTimeoutMs);
    const { response, digest } = answer;
    if (response.status === 416) {
      // The partial file is complete or too long. Its digest or size will tell.
      await response.body?.cancel();
      return { sizeBytes: totalOfRange(response), digest };
    }
    if (response.status !== 200 && response.status !== 206) {
      await response.body?.cancel();
      throw new DatelineError(
        "model-unreachable",
        `Cannot fetch ${url}: the server answered ${response.status}`,
      );
    }
    const sizeBytes = response.status === 206 ? totalOfRange(response) : contentLength(response);
    timeout.endWithin(
      ((sizeBytes ?? UNKNOWN_SIZE_BYTES) / MIN_BYTES_PER_SECOND) * 1000 + settings.stallTimeoutMs,
    );
    await appendBody(download, answer, {
      offset,
      sizeBytes,
      timeout,
      stallTimeoutMs: settings.stallTimeoutMs,
    });
    return { sizeBytes, digest };
  } finally {
    timeout.clear();
  }
}

async function appendBody(
  { part, request, file }: HubDownload,
  { response }: HubResponse,
  state: { offset: number; sizeBytes: number | null; timeout: IdleTimeout; stallTimeoutMs: number },
): Promise<void> {
  const resumed = response.status === 206;
  const handle = await open(part, resumed ? "a" : "w");
  let doneBytes = resumed ? state.offset : 0;
  try {
    for await (const bytes of response.body ?? []) {
      state.timeout.restart(state.stallTimeoutMs);
      await handle.writeFile(bytes);
      doneBytes += bytes.length;
      const progress = {
        phase: "download",
        source: "hub",
        file,
        doneBytes,
        totalBytes: state.sizeBytes,
      } as const;
      request.onProgress(progress);
    }
  } finally {
    await handle.close();
  }
}

/** @throws DatelineError `model-invalid` after removing a file that differs from what the hub announced */
async function verifyPart({ url, part }: HubDownload, { sizeBytes, digest }: Expected): Promise<void> {
  const actualBytes = await sizeOfPart(part);
  let reason: string | null = null;
  if (sizeBytes !== null && sizeBytes !== actualBytes) {
    reason = `${actualBytes} bytes arrived, the server announced ${sizeBytes}`;
  } else if (digest !== null) {
    const actual = await digestOf(part, digest.algorithm, actualBytes);
    if (actual !== digest.value) {
      reason = `its ${digest.algorithm} should be ${digest.value}, current value is ${actual}`;
    }
  }
  if (reason === null) return;
  await rm(part, { force: true });
  throw new DatelineError("model-invalid", `Cannot accept ${url}: ${reason}`);
}

async function digestOf(path: string, algorithm: HubDigest["algorithm"], sizeBytes: number): Promise<string> {
  const hash = createHash(algorithm === "sha256" ? "sha256" : "sha1");
  // https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
  if (algorithm === "git-sha1") hash.update(`blob ${sizeBytes}\0`);
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

function contentLength(response: Response): number | null {
  const length = response.headers.get("content-length");
  return length === null ? null : Number(length);
}

/** The size in `Content-Range: bytes 5-9/10` or `bytes *` + `/10`. */
function totalOfRange(response: Response): number | null {
  const total = /\/(\d+)$/.exec(response.headers.get("content-range") ?? "")?.[1];
  return total === undefined ? null : Number(total);
}

/** `fetch` only says "fetch failed"; the reason is in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || String(error.cause) : error.message;
}

/**
 * Claims a partial download, and continues one that an earlier process left. The process id in the name keeps
 * two processes from writing to the same file.
 *
 * @param key identifies the content, such as repository, revision and path
 * @returns path of a file that may already exist and that no other process uses
 */
async function claimPartFile(folder: string, key: string): Promise<string> {
  const stem = key.replaceAll(/[^\w.-]+/g, "--");
  const own = join(folder, `${stem}.${process.pid}.part`);
  for (const name of await readdir(folder)) {
    const pid = partOwner(name, stem);
    if (pid === null || pid === process.pid || isProcessRunning(pid)) continue;
    await rename(join(folder, name), own);
    break;
  }
  return own;
}

/** Size of a file in bytes; 0 when it does not exist. */
async function sizeOfPart(path: string): Promise<number> {
  const stats = await stat(path).catch(() => null);
  return stats?.size ?? 0;
}

function partOwner(name: string, stem: string): number | null {
  if (!name.startsWith(`${stem}.`) || !name.endsWith(".part")) return null;
  const pid = Number(name.slice(stem.length + 1, -".part".length));
  return Number.isInteger(pid) ? pid : null;
}
