import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import * as z from "zod";
import { DatelineError } from "../errors.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { signatureKey } from "./generation-objects.ts";

/** Domain separation: a signature of a generation is invalid for anything else. */
const CONTEXT = "dateline generation v1";
const RAW_KEY_BYTES = 32;
/** The bytes of a `SubjectPublicKeyInfo` before the ed25519 key itself (RFC 8410). */
const SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

const signatureSchema = z.object({
  algorithm: z.literal("ed25519"),
  /** sha256 of the provenance that it also signs, if any. */
  provenance: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  signature: z.base64(),
});

export type StoredSignature = z.infer<typeof signatureSchema>;

/** A public key, with the name used in its signatures. */
export interface TrustedKey {
  /** The first 16 hex digits of the sha256 of the key's 32 bytes. */
  readonly id: string;
  readonly key: KeyObject;
}

/**
 * Parses DATELINE_TRUSTED_KEYS: keys in base64, separated by white space or commas. Each is either the 32
 * bytes of an ed25519 key, or the output of "openssl pkey -pubout" without its first and last line.
 *
 * @throws DatelineError `invalid-input`, with the bad value
 */
export function parseTrustedKeys(value: string | undefined): readonly TrustedKey[] {
  return (value ?? "")
    .split(/[\s,]+/)
    .filter((part) => part !== "")
    .map(parseTrustedKey);
}

function parseTrustedKey(text: string): TrustedKey {
  try {
    const bytes = Buffer.from(text, "base64");
    const der = bytes.length === RAW_KEY_BYTES ? Buffer.concat([SPKI_PREFIX, bytes]) : bytes;
    return nameKey(createPublicKey({ key: der, format: "der", type: "spki" }));
  } catch (cause) {
    throw new DatelineError(
      "invalid-input",
      `Cannot read the trusted keys: "${text.slice(0, 60)}" is not a public ed25519 key in base64`,
      { cause },
    );
  }
}

function nameKey(key: KeyObject): TrustedKey {
  if (key.asymmetricKeyType !== "ed25519") throw new Error(`it is of the type ${key.asymmetricKeyType}`);
  const raw = key.export({ format: "der", type: "spki" }).subarray(-RAW_KEY_BYTES);
  return { id: createHash("sha256").update(raw).digest("hex").slice(0, 16), key };
}

export interface Signer {
  /** Name of its public key. */
  readonly keyId: string;
  sign(generation: string, provenance: string | null): StoredSignature;
}

/**
 * @param pem a private key, as "openssl genpkey -algorithm ed25519" writes it
 * @throws DatelineError `invalid-input` for any other text
 */
export function openSigner(pem: string): Signer {
  try {
    const key = createPrivateKey(pem);
    const { id: keyId } = nameKey(createPublicKey(key));
    return {
      keyId,
      sign: (generation, provenance) => ({
        algorithm: "ed25519",
        provenance,
        signature: sign(null, messageOf(generation, provenance), key).toString("base64"),
      }),
    };
  } catch (cause) {
    throw new DatelineError(
      "invalid-input",
      `Cannot sign: the file contains no private ed25519 key in PEM format (${(cause as Error).message}); make one with "openssl genpkey -algorithm ed25519"`,
      { cause },
    );
  }
}

/**
 * Restores the PEM format of a private key that is on one line, lacks the BEGIN and END lines, or has spaces
 * instead of line breaks.
 */
export function pemOfKey(text: string): string {
  const base64 = text.replaceAll(/-----[A-Z ]+-----/g, "").replaceAll(/\s+/g, "");
  return `-----BEGIN PRIVATE KEY-----\n${base64}\n-----END PRIVATE KEY-----\n`;
}

/**
 * Call this before making a generation that readers with these trusted keys must be able to open.
 *
 * @throws DatelineError `invalid-input` when there are trusted keys and the signer's is not among them
 */
export function assertTrusted(signer: Signer | undefined, keys: readonly TrustedKey[]): void {
  if (keys.length === 0 || keys.some(({ id }) => id === signer?.keyId)) return;
  const reason =
    signer === undefined
      ? "DATELINE_SIGNING_KEY is not set"
      : `the key in DATELINE_SIGNING_KEY (${signer.keyId}) is not among these`;
  throw new DatelineError(
    "invalid-input",
    `Cannot change the index: DATELINE_TRUSTED_KEYS requires signed generations, and ${reason}; readers with these keys would refuse the new generation`,
  );
}

/** The id covers everything: it is the sha256 of the manifest, which contains the sha256 of every file. */
function messageOf(generation: string, provenance: string | null): Buffer {
  return Buffer.from(`${CONTEXT}\n${generation}\n${provenance ?? "-"}\n`);
}

export function serializeSignature(signature: StoredSignature): Buffer {
  return Buffer.from(`${JSON.stringify(signature)}\n`);
}

/**
 * Finds a valid signature of a generation by one of the keys.
 *
 * @returns the key, and the sha256 of the signed provenance; `null` if there is no valid signature
 */
export async function findSignature(
  store: ObjectStore,
  generation: string,
  { keys, signal }: RequestOptions & { readonly keys: readonly TrustedKey[] },
): Promise<{ readonly keyId: string; readonly provenance: string | null } | null> {
  for (const { id, key } of keys) {
    const found = await store.get(signatureKey(generation, id), { signal });
    const stored = found && parseSignature(Buffer.from(found.bytes).toString("utf8"));
    if (stored === undefined) continue;
    const message = messageOf(generation, stored.provenance);
    const isRight = verify(null, message, key, Buffer.from(stored.signature, "base64"));
    if (isRight) return { keyId: id, provenance: stored.provenance };
  }
  return null;
}

/** @throws DatelineError `index-corrupt` when none of the keys signed the generation */
export async function assertSigned(
  store: ObjectStore,
  generation: string,
  options: RequestOptions & { readonly keys: readonly TrustedKey[] },
): Promise<void> {
  if (options.keys.length === 0 || (await findSignature(store, generation, options)) !== null) return;
  throw new DatelineError(
    "index-corrupt",
    `Cannot use generation ${generation}: it has no signature by any of the ${options.keys.length} keys in DATELINE_TRUSTED_KEYS; sign it with "dateline publish --sign", or set DATELINE_SIGNING_KEY for every writer of the index`,
  );
}

function parseSignature(text: string): StoredSignature | undefined {
  try {
    return signatureSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
