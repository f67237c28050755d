import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { DatelineError } from "../errors.ts";
import { decodeText } from "./decode-text.ts";
import { InvalidRecord } from "./invalid-record.ts";
import { systemReason } from "./system-reason.ts";

/** One address of a list, and where it stands. */
export interface ListedAddress {
  readonly address: string;
  readonly file: string;
  readonly line: number;
}

/**
 * Reads a `.urls` file: one address a line, blank lines and those that begin with `#` left out.
 *
 * @throws DatelineError `invalid-input` when it cannot be read
 */
export async function readAddressList(path: string): Promise<readonly ListedAddress[]> {
  return (await readList(path))
    .split("\n")
    .map((line, index) => ({ address: line.trim(), file: basename(path), line: index + 1 }))
    .filter(({ address }) => address !== "" && !address.startsWith("#"));
}

async function readList(path: string): Promise<string> {
  try {
    return decodeText(await readFile(path)).text;
  } catch (cause) {
    const reason = cause instanceof InvalidRecord ? cause.reason : systemReason(cause);
    throw new DatelineError("invalid-input", `Cannot read the list of addresses "${path}": ${reason}`, {
      cause,
    });
  }
}
