/**
 * `npm run sbom [-- FILE]`: writes the components of the published packages and functions as CycloneDX 1.5,
 * from package-lock.json, without development dependencies. The same lock file gives the same file.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

const [file = join(ROOT, "build", "sbom.cdx.json")] = process.argv.slice(2);
// npm's --omit also drops packages that workspaces need at run time.
const args = ["sbom", "--sbom-format", "cyclonedx", "--sbom-type", "application", "--package-lock-only"];
const written = execFileSync("npm", args, { cwd: ROOT, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
const { serialNumber: _, ...bom } = JSON.parse(written);
const components = bom.components.filter(isAtRunTime);
const kept = new Set([bom.metadata.component["bom-ref"], ...components.map(refOf)]);
const dependencies = bom.dependencies
  .filter(({ ref }: Dependency) => kept.has(ref))
  .map(({ ref, dependsOn = [] }: Dependency) => ({
    ref,
    dependsOn: dependsOn.filter((other) => kept.has(other)),
  }));
const { timestamp: __, ...metadata } = bom.metadata;
const { name, version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
// npm names the project after its folder.
const component = { ...metadata.component, name, version };
mkdirSync(dirname(file), { recursive: true });
writeFileSync(
  file,
  `${JSON.stringify({ ...bom, metadata: { ...metadata, component }, components, dependencies }, null, 2)}\n`,
);
console.log(`Wrote ${components.length} components to ${file}`);

interface Component {
  readonly "bom-ref": string;
  readonly properties?: readonly { readonly name: string }[];
}

interface Dependency {
  readonly ref: string;
  readonly dependsOn?: readonly string[];
}

function isAtRunTime({ properties = [] }: Component): boolean {
  return !properties.some(({ name }) => name === "cdx:npm:package:development");
}

function refOf(component: Component): string {
  return component["bom-ref"];
}
