/** `npm run licences`: lists the licences of the dependencies, and fails for one that is not allowed. */
import { fileURLToPath } from "node:url";
import { dependencyLicences } from "./licences.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

const all = dependencyLicences(ROOT);
const counts = new Map<string, number>();
for (const { licence } of all) counts.set(licence ?? "none", (counts.get(licence ?? "none") ?? 0) + 1);
for (const [licence, count] of [...counts].sort(([, a], [, b]) => b - a))
  console.log(`${String(count).padStart(5)}  ${licence}`);
const refused = all.filter(({ isAllowed }) => !isAllowed);
for (const { name, version, licence } of refused)
  console.error(`not allowed: ${name} ${version}, ${licence ?? "no licence stated"}`);
process.exitCode = refused.length === 0 ? 0 : 1;
