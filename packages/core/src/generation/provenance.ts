import * as z from "zod";
import { hasCode } from "../errors.ts";
import { sha256Of } from "../files/hash-file.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { provenanceKey } from "./generation-objects.ts";

const provenanceSchema = z.object({
  /** The author, such as `ana@laptop`. */
  by: z.string(),
  /** The command or function that made it, such as `build` or `ingest`. */
  action: z.string().optional(),
  /** UTC instant by the author's clock. */
  at: z.iso.datetime(),
  /** Version of the program. */
  program: z.string(),
  /** Commit of the folder with the articles; `null` if that is not a git checkout. */
  commit: z
    .object({
      id: z.string(),
      /** True if the folder had uncommitted changes. */
      hasChanges: z.boolean(),
    })
    .nullable(),
  model: z.object({
    name: z.string(),
    fingerprint: z.string(),
    /** SPDX identifier; `null` if it is unknown. */
    licence: z.string().nullable(),
  }),
});

/**
 * The origin of a generation. Stored next to the manifest, not in it, so that builds of the same input by
 * different authors are the same generation.
 */
export type Provenance = z.infer<typeof provenanceSchema>;

/** Stores the provenance of a generation. Keeps an existing one. */
export async function storeProvenance(
  store: ObjectStore,
  generation: string,
  { provenance, signal }: RequestOptions & { readonly provenance: Provenance },
): Promise<void> {
  const bytes = Buffer.from(`${JSON.stringify(provenance, null, 2)}\n`);
  await store.putNew(provenanceKey(generation), bytes, { sha256: sha256Of(bytes), signal });
}

/** @returns `null` if it is missing or unreadable */
export async function readProvenance(
  store: ObjectStore,
  generation: string,
  options: RequestOptions = {},
): Promise<{ readonly provenance: Provenance; readonly bytes: Uint8Array; readonly sha256: string } | null> {
  const found = await store.get(provenanceKey(generation), options).catch((error) => {
    if (hasCode(error, "object-corrupt")) return undefined;
    throw error;
  });
  if (found === undefined) return null;
  try {
    const provenance = provenanceSchema.parse(JSON.parse(Buffer.from(found.bytes).toString("utf8")));
    return { provenance, bytes: found.bytes, sha256: sha256Of(found.bytes) };
  } catch {
    return null;
  }
}
