import { TextDecoder } from "node:util";
import { decodeCodePage850 } from "@dateline-search/core/corpus/code-page-850";

/** Encodes a text in a single- or double-byte encoding by inverting the platform's decoder; Node has only decoders. */
export function encodeLegacy(text: string, encoding: string): Buffer {
  const bytesOf = inverseTable(encoding);
  return Buffer.from(
    [...text].flatMap((character) => {
      const bytes = bytesOf.get(character);
      if (bytes === undefined) throw new Error(`${encoding} has no ${JSON.stringify(character)}`);
      return bytes;
    }),
  );
}

function inverseTable(encoding: string): ReadonlyMap<string, readonly number[]> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const table = new Map<string, readonly number[]>();
  const add = (bytes: readonly number[]) => {
    try {
      const character = decoder.decode(Uint8Array.from(bytes));
      if ([...character].length === 1 && !table.has(character)) table.set(character, bytes);
    } catch {
      // not a character of this encoding
    }
  };
  const all = Array.from({ length: 256 }, (_, byte) => byte);
  for (const byte of all) add([byte]);
  for (const lead of all.slice(0x81)) for (const trail of all.slice(0x40)) add([lead, trail]);
  return table;
}

/** Encodes a text in code page 850, which the platform has no decoder for. */
export function encodeCodePage850(text: string): Buffer {
  const upper = Array.from({ length: 128 }, (_, index) => index + 0x80);
  const byteOf = new Map(upper.map((byte) => [decodeCodePage850(Uint8Array.of(byte)), byte]));
  return Buffer.from([...text].map((character) => byteOf.get(character) ?? character.charCodeAt(0)));
}
