import type * as z from "zod";
import { DatelineError } from "../errors.ts";

/**
 * Reads every line that is not empty.
 *
 * @param read receives the line, and its position for messages
 */
export function mapLines<T>(
  path: string,
  text: string,
  read: (line: string, where: string) => T,
): readonly T[] {
  return text
    .split("\n")
    .flatMap((line, index) => (line.trim() === "" ? [] : [read(line, `${path}:${index + 1}`)]));
}

/**
 * Parses one line of JSON.
 *
 * @param place what the line contains, and its position
 * @throws DatelineError `invalid-input` when it is malformed
 */
export function parseLine<T>(
  schema: z.ZodType<T>,
  line: string,
  place: { readonly kind: string; readonly where: string },
): T {
  try {
    return schema.parse(JSON.parse(line));
  } catch (cause) {
    const { message } = cause as Error;
    throw new DatelineError("invalid-input", `Cannot read the ${place.kind} at ${place.where}: ${message}`, {
      cause,
    });
  }
}
