import { Writable } from "node:stream";
import type { Output } from "./cli-context.ts";

/** Where progress and notes go with `--quiet`. */
export function silentOutput(): Output {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
