import { z } from "zod";
import { DatelineError } from "../errors.ts";
import { checkFormatVersion, FORMAT_VERSION } from "./manifest.ts";

/** Key of the only mutable object of an index. */
export const LATEST_KEY = "latest.json";

const pointerSchema = z.strictObject({
  formatVersion: z.literal(FORMAT_VERSION),
  /** Id of the generation that answers queries. */
  generation: z.string().regex(/^[0-9a-f]{64}$/),
  /** UTC instant at which the pointer was set. */
  publishedAt: z.iso.datetime(),
});

/** The content of `latest.json`. */
export type LatestPointer = z.infer<typeof pointerSchema>;

export function serializePointer(generation: string, publishedAt: Date): string {
  const pointer: LatestPointer = {
    formatVersion: FORMAT_VERSION,
    generation,
    publishedAt: publishedAt.toISOString(),
  };
  return `${JSON.stringify(pointer)}\n`;
}

/** @throws DatelineError `index-format` or `index-corrupt` */
export function parsePointer(serialized: string): LatestPointer {
  let value: unknown;
  try {
    value = JSON.parse(serialized);
  } catch (cause) {
    throw new DatelineError("index-corrupt", `Cannot read ${LATEST_KEY}: not JSON`, { cause });
  }
  checkFormatVersion(value, LATEST_KEY);
  const parsed = pointerSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new DatelineError("index-corrupt", `Cannot read ${LATEST_KEY}: ${z.prettifyError(parsed.error)}`, {
    cause: parsed.error,
  });
}
