import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { installOpenSearch, type OpenSearchInstallation, type ServerPart } from "./opensearch-install.ts";

/** The only version 3 of which Maven Central has the security plugin. */
const VERSION = "3.4.0";
const SECURITY = "plugins/opensearch-security";

/** The server of this version comes without modules. Those that Dateline uses are made of their jars. */
const PARTS: readonly ServerPart[] = [
  part(
    "org.opensearch.distribution.integ-test-zip",
    "opensearch:3.4.0:zip",
    "6540e95fe8bfaedc3eb1c58e829912ea2203af2ac1f88f76411c20a2fc5254a6",
    ".",
  ),
  part(
    "org.opensearch.plugin",
    "opensearch-knn:3.4.0.0:zip",
    "f6cc96677277521e0dacc82aa078f87df70032026c8c7059623467a4141cfd2f",
    "plugins/opensearch-knn",
  ),
  part(
    "org.opensearch.plugin",
    "opensearch-security:3.4.0.0:zip",
    "fc164c084979f7f793d295b6bca56bf8bee76dafb762adef9f14fa872e0a7596",
    "plugins/opensearch-security",
  ),
  part(
    "org.apache.commons",
    "commons-collections4:4.5.0:jar",
    "00f93263c267be201b8ae521b44a7137271b16688435340bf629db1bac0a5845",
    "plugins/opensearch-security",
  ),
  part(
    "org.opensearch.plugin",
    "lang-painless:3.4.0:jar",
    "2c6d2f22ef905744ce4681d8c06127f7b5f78da69da7a5d6dfa6cb16304e4813",
    "modules/lang-painless",
  ),
  part(
    "org.opensearch.plugin",
    "opensearch-scripting-painless-spi:3.4.0:jar",
    "f35b1a391cdaee81bf419fa844fa5c52d71ba04b37952e15c5403d1b81c1a080",
    "modules/lang-painless",
  ),
  part(
    "org.antlr",
    "antlr4-runtime:4.13.1:jar",
    "54665d2838cc66458343468efc539e454fc95b46a8a04b13c6ac43fc9be63505",
    "modules/lang-painless",
  ),
  part(
    "org.ow2.asm",
    "asm:9.7:jar",
    "adf46d5e34940bdf148ecdd26a9ee8eea94496a72034ff7141066b3eea5c4e9d",
    "modules/lang-painless",
  ),
  part(
    "org.ow2.asm",
    "asm-analysis:9.7:jar",
    "7bc6bcbc21379948a0c8c467fb0f864206e5b818f6bc0b546872f5c9f941556f",
    "modules/lang-painless",
  ),
  part(
    "org.ow2.asm",
    "asm-commons:9.7:jar",
    "389bc247958e049fc9a0408d398c92c6d370c18035120395d4cba1d9d9304b7a",
    "modules/lang-painless",
  ),
  part(
    "org.ow2.asm",
    "asm-tree:9.7:jar",
    "62f4b3bc436045c1acb5c3ba2d8ec556ec3369093d7f5d06c747eb04b56d52b1",
    "modules/lang-painless",
  ),
  part(
    "org.ow2.asm",
    "asm-util:9.7:jar",
    "37a6414d36641973f1af104937c95d6d921b2ddb4d612c66c5a9f2b13fc14211",
    "modules/lang-painless",
  ),
  part(
    "org.opensearch.plugin",
    "reindex-client:3.4.0:jar",
    "0e4566331c88272a8e86912c32675e0c2df0f5a0d4effb31ec5b2b426caa9056",
    "modules/reindex",
  ),
  part(
    "org.opensearch",
    "opensearch-ssl-config:3.4.0:jar",
    "368fb2111047c491ad253c8456106cf05bdf758bd455e7e4e295a944ce054d4a",
    "modules/reindex",
  ),
];

/** Modules of the server, with the jars that the security plugin has as well. */
const MODULES = [
  { name: "lang-painless", main: "org.opensearch.painless.PainlessModulePlugin", shared: [] },
  {
    name: "parent-join",
    main: "org.opensearch.join.ParentJoinModulePlugin",
    shared: ["parent-join-client-"],
  },
  {
    name: "reindex",
    main: "org.opensearch.index.reindex.ReindexModulePlugin",
    shared: [
      "opensearch-rest-client-",
      "httpclient5-5",
      "httpcore5-",
      "commons-logging-",
      "commons-codec-",
      "slf4j-api-",
    ],
  },
] as const;

/** Finds or installs a server with k-NN and the security plugin. @throws Error that says what is missing */
export async function installSecuredOpenSearch(): Promise<OpenSearchInstallation> {
  return await installOpenSearch({
    folder: `opensearch-${VERSION}-security`,
    megabytes: 190,
    parts: PARTS,
    complete: async (server) => {
      for (const module of MODULES) await makeModule(server, module);
      await leaveOutRules(server);
    },
  });
}

/** @param artifact name, version and type, as Maven separates them; @param into folder of the server */
function part(group: string, artifact: string, sha256: string, into: string): ServerPart {
  const [name = "", version = "", type] = artifact.split(":");
  return { group, name, version, type: type === "zip" ? "zip" : "jar", sha256, into };
}

async function makeModule(server: string, { name, main, shared }: (typeof MODULES)[number]): Promise<void> {
  const folder = join(server, "modules", name);
  await mkdir(folder, { recursive: true });
  for (const jar of await readdir(join(server, SECURITY))) {
    if (shared.some((start) => jar.startsWith(start)))
      await copyFile(join(server, SECURITY, jar), join(folder, jar));
  }
  const descriptor = {
    name,
    description: name,
    version: VERSION,
    "opensearch.version": VERSION,
    "java.version": 21,
    classname: main,
  };
  const lines = Object.entries(descriptor).map(([key, value]) => `${key}=${value}\n`);
  await writeFile(join(folder, "plugin-descriptor.properties"), lines.join(""));
}

/** The plugin extends modules for the management of workloads, which nobody here uses and Maven Central lacks. */
async function leaveOutRules(server: string): Promise<void> {
  const file = join(server, SECURITY, "plugin-descriptor.properties");
  const descriptor = await readFile(file, "utf8");
  await writeFile(file, descriptor.replace(/^extended\.plugins=.*$/m, "extended.plugins="));
}
