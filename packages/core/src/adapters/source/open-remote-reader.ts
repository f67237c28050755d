import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { DatelineError } from "../../errors.ts";
import type { ObjectInfo, ObjectStore } from "../../ports/object-store.ts";
import { type RemoteReader, type RemoteSource, SourceUnreadable } from "../../ports/remote-reader.ts";
import {
  type OpenObjectStoreOptions,
  openObjectStore,
  parseS3Url,
} from "../object-store/open-object-store.ts";
import { HttpReader, type HttpReaderOptions } from "./http-reader.ts";
import { isPrivateAddress } from "./private-addresses.ts";

export interface RemoteReaderOptions extends OpenObjectStoreOptions {
  readonly http: HttpReaderOptions;
  /** Also follows links from public feeds into private networks. */
  readonly followToPrivateAddresses?: boolean | undefined;
}

/** Larger objects and their parsed content do not fit into memory. */
const MAX_OBJECT_BYTES = 256 * 1024 * 1024;

/** Creates a reader of web addresses and buckets. */
export function openRemoteReader(options: RemoteReaderOptions): RemoteReader {
  const http = new HttpReader(options.http);
  const publicOnly = new HttpReader({ ...options.http, refusePrivateAddresses: true });
  const readerFor = async (linkedFrom: string | undefined) => {
    const isChosen = linkedFrom === undefined || options.followToPrivateAddresses === true;
    return isChosen || (await isPrivateSource(linkedFrom)) ? http : publicOnly;
  };
  return {
    async *sourcesAt(location, signal, linkedFrom) {
      if (/^s3:/i.test(location)) yield* objectsAt(location, options, signal);
      else {
        const read = async (until = signal) => await (await readerFor(linkedFrom)).read(location, until);
        yield { name: location, read };
      }
    },
  };
}

/** True for a server on the reader's own network. False for a file, which may come from anywhere. */
async function isPrivateSource(location: string): Promise<boolean> {
  if (!/^https?:/i.test(location) || !URL.canParse(location)) return false;
  const host = new URL(location).hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0) return isPrivateAddress(host);
  const addresses = await lookup(host, { all: true }).catch(() => []);
  return addresses.length > 0 && addresses.every(({ address }) => isPrivateAddress(address));
}

/** Yields the object with this key, and the objects in the folder of that name. */
async function* objectsAt(
  location: string,
  options: OpenObjectStoreOptions,
  signal: AbortSignal | undefined,
): AsyncGenerator<RemoteSource> {
  const { bucket, prefix } = parseS3Url(location);
  const store = await openObjectStore(`s3://${bucket}`, options);
  const found = await listObjects(store, prefix, { location, signal });
  for (const { key, sizeBytes } of found.sort((a, b) => (a.key < b.key ? -1 : 1))) {
    yield {
      name: `s3://${bucket}/${key}`,
      read: async (until = signal) => {
        if (sizeBytes > MAX_OBJECT_BYTES) throw new SourceUnreadable(key, "it has more than 256 MB");
        const object = await store.get(key, { signal: until });
        if (object === undefined) throw new SourceUnreadable(key, "it no longer exists");
        return { bytes: object.bytes, contentType: null, url: null };
      },
    };
  }
}

async function listObjects(
  store: ObjectStore,
  prefix: string,
  { location, signal }: { readonly location: string; readonly signal: AbortSignal | undefined },
): Promise<ObjectInfo[]> {
  const found: ObjectInfo[] = [];
  try {
    for await (const object of store.list(prefix, { signal })) {
      const isBelow = prefix === "" || object.key.startsWith(`${prefix}/`);
      if (isBelow || object.key === prefix) found.push(object);
    }
  } catch (error) {
    if (!(error instanceof DatelineError) || error.code === "aborted") throw error;
    // Add the location, which the store's error does not name.
    throw new DatelineError(error.code, `Cannot read "${location}": ${error.message}`, { cause: error });
  }
  return found;
}
