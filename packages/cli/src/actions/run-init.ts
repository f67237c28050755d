import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { DatelineError } from "@dateline-search/core/errors";
import type { CliContext } from "../cli-context.ts";
import { projectFiles } from "../init/project-files.ts";

/**
 * Writes the files of a new project and prints the next steps.
 *
 * @throws DatelineError `invalid-input` that names existing files, before anything is written
 */
export async function runInit(folder: string, { stdout }: CliContext): Promise<void> {
  const target = resolve(folder);
  const files = await projectFiles(basename(target));
  const present = [...files.keys()].filter((path) => existsSync(join(target, path)));
  if (present.length > 0) {
    throw new DatelineError(
      "invalid-input",
      `Cannot create a project in "${folder}": it already has ${present.join(", ")}; name an empty folder`,
    );
  }
  for (const [path, text] of files) await write(join(target, path), text);
  stdout.write(`${[...files.keys()].map((path) => `Wrote ${join(folder, path)}`).join("\n")}\n`);
  stdout.write(nextSteps(folder));
}

/** Never overwrites a file that was created in the meantime. */
async function write(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: "wx" });
  } catch (cause) {
    throw new DatelineError("invalid-input", `Cannot write "${path}": ${(cause as Error).message}`, {
      cause,
    });
  }
}

function nextSteps(folder: string): string {
  const enter = folder === "." ? "" : `\n  cd ${/^[\w./-]+$/.test(folder) ? folder : JSON.stringify(folder)}`;
  return `
Next:${enter}
  npm install
  npm run build                           index the articles in corpus; add your own there
  npm run search -- "where do herons nest?"
  npm run dev                             search page and API on http://localhost:4321

To deploy it to your AWS account, as the stage "me":
  export AWS_REGION=eu-west-1             or another one
  npm run bundle
  KEY=$(openssl rand -hex 24)             keep it: callers send it, and only its sha256 is stored
  npx sst secret set ApiKeys "me:$(printf %s "$KEY" | openssl dgst -sha256 -r | cut -c1-64)" --stage me
  npm run doctor -- --stage me            find problems beforehand
  npm run deploy -- --stage me            prints "store"
  npm run publish-index -- STORE
`;
}
