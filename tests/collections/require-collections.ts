import { whyCollectionsAreMissing } from "./collections-folder.ts";

/** Runs once before the tests of this project. A run without the collections would prove nothing, so it fails. */
export function setup(): void {
  const reason = whyCollectionsAreMissing();
  if (reason === undefined) return;
  // Thrown, it would be printed with a stack that helps nobody.
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}
