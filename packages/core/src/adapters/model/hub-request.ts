import { DatelineError } from "../../errors.ts";

/** The hub's digest of a file's content. */
export interface HubDigest {
  /** `sha256` of the content, or its SHA-1 as a git blob (files outside large file storage). */
  readonly algorithm: "sha256" | "git-sha1";
  /** Hexadecimal. */
  readonly value: string;
}

/** A response of the hub after all redirects. */
export interface HubResponse {
  readonly response: Response;
  /** `null` when the server states none that is supported. */
  readonly digest: HubDigest | null;
}

/** Options of `requestFromHub`. */
export interface HubRequestOptions {
  /** First byte to request. */
  readonly offset: number;
  readonly signal: AbortSignal;
}

const MAX_REDIRECTS = 5;

/**
 * Requests a file from the Hugging Face hub. Redirects are followed here because the hub sends the sha256 of
 * large files (`X-Linked-ETag`) with the redirect and not with the content
 * (https://huggingface.co/docs/hub/api and `get_hf_file_metadata` of huggingface_hub).
 *
 * @throws DatelineError `model-unreachable` when there are too many redirects; network errors as `fetch`
 *   throws them
 */
export async function requestFromHub(url: string, options: HubRequestOptions): Promise<HubResponse> {
  let target = new URL(url);
  let digest: HubDigest | null = null;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const response = await fetch(target, {
      // Compressed content could not be resumed, and its length would differ.
      headers: {
        "accept-encoding": "identity",
        ...(options.offset > 0 && { range: `bytes=${options.offset}-` }),
      },
      redirect: "manual",
      signal: options.signal,
    });
    digest ??= parseDigest(response.headers.get("x-linked-etag"));
    const location = response.headers.get("location");
    if (response.status < 300 || response.status >= 400 || location === null) {
      // The ETag of another server has another meaning.
      const sameServer = target.origin === new URL(url).origin;
      return { response, digest: digest ?? (sameServer ? parseDigest(response.headers.get("etag")) : null) };
    }
    await response.body?.cancel();
    target = new URL(location, target);
  }
  throw new DatelineError("model-unreachable", `Cannot fetch ${url}: more than ${MAX_REDIRECTS} redirects`);
}

function parseDigest(etag: string | null): HubDigest | null {
  const value = /^(?:W\/)?"?([0-9a-f]+)"?$/.exec(etag ?? "")?.[1] ?? "";
  if (value.length === 64) return { algorithm: "sha256", value };
  if (value.length === 40) return { algorithm: "git-sha1", value };
  return null;
}

/** A signal that aborts unless it is restarted in time. */
export interface IdleTimeout {
  readonly signal: AbortSignal;
  /** Restarts the timeout from now. */
  restart(timeoutMs: number): void;
  /** Aborts after this time even if restarted, because data may trickle in endlessly. */
  endWithin(timeoutMs: number): void;
  /** Stops the timeout. */
  clear(): void;
}

/** @param parent aborts the signal too */
export function createIdleTimeout(timeoutMs: number, parent?: AbortSignal): IdleTimeout {
  const controller = new AbortController();
  const schedule = (delayMs: number) =>
    setTimeout(() => controller.abort(new Error(`no answer within ${delayMs} ms`)), delayMs);
  let timer = schedule(timeoutMs);
  let end: NodeJS.Timeout | undefined;
  return {
    signal: parent === undefined ? controller.signal : AbortSignal.any([parent, controller.signal]),
    restart: (delayMs) => {
      clearTimeout(timer);
      timer = schedule(delayMs);
    },
    endWithin: (delayMs) => {
      clearTimeout(end);
      end = setTimeout(() => controller.abort(new Error(`not done within ${delayMs} ms`)), delayMs);
    },
    clear: () => {
      clearTimeout(timer);
      clearTimeout(end);
    },
  };
}
