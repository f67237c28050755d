import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { note } from "../process/note.ts";

/** Prints a report, and writes it to a file if given. */
export async function publishReport(markdown: string, file: string | undefined): Promise<void> {
  process.stdout.write(`${markdown}\n`);
  if (file === undefined) return;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${markdown}\n`);
  note(`kept in ${file}`);
}
