import { DatelineError } from "../errors.ts";

const MAX_BYTES = 256 * 1024 * 1024;

/** @throws DatelineError `invalid-input` when there is more of it than fits into memory as articles */
export async function readStream(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > MAX_BYTES) {
      throw new DatelineError(
        "invalid-input",
        "Cannot read the standard input: it has more than 256 MB; save it as a .jsonl file",
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
