import { createHash } from "node:crypto";
import * as z from "zod";
import { DatelineError } from "../errors.ts";

/** Raise this if a program for the previous version could misread the index. */
export const FORMAT_VERSION = 6;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0);

const digest = z.strictObject({ sha256, sizeBytes: count });
const fileName = z.string().regex(/^[a-z]+\.[a-z]+$/);

const segmentSchema = z.strictObject({
  /** Part of the keys of its files, `segments/<id>/<file>`. Unique, even among equal segments. */
  id: sha256,
  /** sha256 over the names and hashes of the files. Equal for segments with the same bytes. */
  content: sha256,
  /** Includes removed articles. */
  articles: count,
  passages: count,
  /** Its articles by language, the most frequent first. Includes removed articles. */
  languages: z.array(
    z.strictObject({
      /** BCP 47 tag, stated by the record or detected; `null` for texts that are too short to detect. */
      language: z.string().nullable(),
      articles: count,
      /** Mean share of a text's letters that the model does not know. */
      unknownShare: z.number().min(0).max(1),
    }),
  ),
  /** Files that a search reads. */
  files: z.record(fileName, digest),
  /** Files that are read only when articles are added. Absent if the format has none. */
  updateFiles: z.record(fileName, digest).optional(),
  /** `articles.ids`, which only writers of the index read. */
  identities: digest,
  /** Articles that were replaced or removed since. */
  removed: z.strictObject({
    articles: count,
    /** Their rows as ranges, first row and number of rows, in ascending order and not adjacent. */
    passages: z.array(z.tuple([count, z.int().min(1)])),
  }),
});

/** As `hashOfId` and `hashOfOrigin` return it. */
const hash = z.string().regex(/^[0-9a-f]{32}$/);

const takeDownSchema = z.discriminatedUnion("kind", [
  /** Taken down by hand. Excludes every version. */
  z.strictObject({ id: hash, kind: z.literal("manual"), at: z.iso.datetime() }),
  /** Withdrawn by its publisher. Excludes this version and all earlier ones. */
  z.strictObject({
    id: hash,
    kind: z.literal("withdrawn"),
    statedAt: z.string().nullable(),
    version: z.number().nullable(),
    /** The object that states the withdrawal. */
    origin: hash.nullable(),
  }),
]);

const manifestFields = z.strictObject({
  formatVersion: z.literal(FORMAT_VERSION),
  model: z.strictObject({ name: z.string(), fingerprint: sha256, dimensions: z.int().min(1) }),
  splitter: z.strictObject({
    version: z.int().min(1),
    targetTokens: z.int().min(1),
    overlapTokens: count,
  }),
  /** Counts of what a search can find. */
  articles: count,
  passages: count,
  segments: z.array(segmentSchema),
  /** Excluded articles. Absent if there are none. */
  takeDowns: z.array(takeDownSchema).optional(),
  /** The objects that contain an article now, if they differ from those that its segment states. */
  heldBy: z.array(z.strictObject({ id: hash, origins: z.array(hash) })).optional(),
  /** Ids of articles that their segment does not state. */
  aliases: z.array(z.strictObject({ id: hash, alias: hash })).optional(),
  /** Recent readings of objects, to detect an earlier reading that ends later. */
  origins: z
    .array(
      z.strictObject({
        origin: hash,
        sequencer: z.string().nullable(),
        versionId: z.string().nullable(),
        etag: z.string().nullable(),
        readAt: z.number(),
      }),
    )
    .optional(),
});

/** Refuses two entries with the same id, which would break lookups by segment id. */
const manifestSchema = manifestFields.refine(
  ({ segments }) => new Set(segments.map(({ id }) => id)).size === segments.length,
  { error: ({ input }) => `segment ${repeatedId(input as Manifest)} is named twice`, path: ["segments"] },
);

/**
 * The parts of a generation. Its sha256 is the generation's id, so it contains nothing that differs between
 * two builds of the same input, such as a time.
 */
export type Manifest = z.infer<typeof manifestFields>;
export type SegmentEntry = z.infer<typeof segmentSchema>;
export type LanguageCount = SegmentEntry["languages"][number];

/** The removed articles of a new segment. */
export const NOTHING_REMOVED: SegmentEntry["removed"] = { articles: 0, passages: [] };

/**
 * Serializes a manifest, with fields in schema order so that equal manifests have the same id.
 *
 * @throws DatelineError `internal` for an invalid manifest, such as one that lists a segment twice
 */
export function serializeManifest(manifest: Manifest): string {
  const parsed = manifestSchema.safeParse(manifest);
  if (parsed.success) return `${JSON.stringify(parsed.data, null, 2)}\n`;
  throw new DatelineError("internal", `Cannot write the manifest: ${z.prettifyError(parsed.error)}`, {
    cause: parsed.error,
  });
}

/** The id of the generation that a stored manifest describes: 64 hex digits. */
export function generationId(serialized: string | Uint8Array): string {
  return createHash("sha256").update(serialized).digest("hex");
}

/**
 * @throws DatelineError `index-format` for another format version; `index-corrupt` for anything else that is
 *   not the manifest with this id
 */
export function parseManifest(serialized: string, id: string): Manifest {
  return parseBy(manifestSchema, serialized, id);
}

/**
 * Parses a manifest that may list a segment twice, to find damage. Do not answer queries from it.
 *
 * @throws DatelineError as `parseManifest`
 */
export function parseDamagedManifest(serialized: string, id: string): Manifest {
  return parseBy(manifestFields, serialized, id);
}

function parseBy(schema: z.ZodType<Manifest>, serialized: string, id: string): Manifest {
  const actualId = generationId(serialized);
  if (actualId !== id) {
    throw new DatelineError(
      "index-corrupt",
      `Cannot read the manifest of generation ${id}: its sha256 is ${actualId}`,
    );
  }
  const manifest = parseJson(serialized, id);
  checkFormatVersion(manifest, `generation ${id}`);
  const parsed = schema.safeParse(manifest);
  if (parsed.success) return parsed.data;
  throw new DatelineError(
    "index-corrupt",
    `Cannot read the manifest of generation ${id}: ${z.prettifyError(parsed.error)}`,
    {
      cause: parsed.error,
    },
  );
}

/** @throws DatelineError `index-format` when the value states a format version other than `FORMAT_VERSION` */
export function checkFormatVersion(value: unknown, what: string): void {
  const version =
    typeof value === "object" && value !== null && "formatVersion" in value ? value.formatVersion : undefined;
  if (version === undefined || version === FORMAT_VERSION) return;
  throw new DatelineError(
    "index-format",
    `Cannot read ${what}: it has format version ${String(version)}, but this program reads ${FORMAT_VERSION}; build the index again`,
    { cause: new OtherFormat(version) },
  );
}

class OtherFormat extends Error {
  readonly isNewer: boolean;

  constructor(version: unknown) {
    super(`format version ${String(version)}`);
    // Earlier programs always wrote a number.
    this.isNewer = typeof version !== "number" || version > FORMAT_VERSION;
  }
}

/** True for an `index-format` error about an earlier format, which this program no longer reads. */
export function isOutdatedFormat(error: DatelineError): boolean {
  return error.cause instanceof OtherFormat && !error.cause.isNewer;
}

function repeatedId({ segments }: Pick<Manifest, "segments">): string | undefined {
  const ids = segments.map(({ id }) => id);
  return ids.find((id, index) => ids.indexOf(id) !== index);
}

function parseJson(serialized: string, id: string): unknown {
  try {
    return JSON.parse(serialized);
  } catch (cause) {
    throw new DatelineError("index-corrupt", `Cannot read the manifest of generation ${id}: not JSON`, {
      cause,
    });
  }
}
