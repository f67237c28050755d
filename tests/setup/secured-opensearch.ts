import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Certificates, makeCertificates } from "./certificates.ts";
import { HEAP_MEGABYTES, javaFlags, nodeProgram, serverFlags, writeConfig } from "./opensearch.ts";
import type { OpenSearchInstallation } from "./opensearch-install.ts";
import { installSecuredOpenSearch } from "./secured-opensearch-install.ts";
import { startServerProcess } from "./server-process.ts";

/** Types of the plugin's configuration. Apart from the first, they are empty until the administrator says otherwise. */
const CONFIGURATION = {
  config: "config",
  internal_users: "internalusers",
  roles: "roles",
  roles_mapping: "rolesmapping",
  action_groups: "actiongroups",
  tenants: "tenants",
  nodes_dn: "nodesdn",
  allowlist: "allowlist",
};
/** Users are known by their password. */
const BASIC = {
  dynamic: {
    authc: {
      basic: {
        http_enabled: true,
        order: 0,
        http_authenticator: { type: "basic", challenge: true },
        authentication_backend: { type: "internal" },
      },
    },
  },
};

/** A node with the security plugin, which speaks TLS only. */
export interface SecuredNode {
  /** Such as `https://127.0.0.1:40123`. */
  readonly endpoint: string;
  /** Path of the certificate of its authority. */
  readonly caFile: string;
  /** Sends a request with the certificate of the administrator. @returns the body. @throws Error for an error status */
  administer(method: "GET" | "PUT" | "DELETE", path: string, body?: object): Promise<string>;
  /** Ends it and deletes its data. */
  stop(): Promise<void>;
}

/** Starts one node on a free port of the loopback interface, installing it first if need be. */
export async function startSecuredOpenSearch(): Promise<SecuredNode> {
  const installation = await installSecuredOpenSearch();
  const folder = await mkdtemp(join(tmpdir(), "opensearch-secured-"));
  try {
    const certificates = await configure(folder, installation);
    const administer = await administrator(certificates);
    const node = await startServerProcess({
      ...nodeProgram("secured", installation),
      flags: (address, spare) => [
        ...javaFlags({ installation, heapMegabytes: HEAP_MEGABYTES, isShortLived: true }, folder),
        ...serverFlags(folder, address, spare, OF_SERVER),
      ],
      isReady: async (address) =>
        await administer(address, "GET", "/_plugins/_security/health").then(
          (health) => JSON.parse(health).status === "UP",
          () => false,
        ),
    });
    const { host } = new URL(node.endpoint);
    return {
      endpoint: `https://${host}`,
      caFile: certificates.path("ca.pem"),
      administer: async (method, path, body) => await administer(host, method, path, body),
      stop: async () => {
        await node.stop();
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Writes settings, certificates and the plugin's configuration, which a user without rights has to read. */
async function configure(folder: string, installation: OpenSearchInstallation): Promise<Certificates> {
  const config = join(folder, "config");
  const security = join(config, "opensearch-security");
  await mkdir(security, { recursive: true });
  const certificates = await makeCertificates(config, ["node", "admin"]);
  await chmod(certificates.path("node.key"), 0o644);
  // JSON is YAML too.
  await writeConfig(folder, installation, JSON.stringify(SETTINGS));
  for (const [file, type] of Object.entries(CONFIGURATION)) {
    const content = { _meta: { type, config_version: 2 }, ...(type === "config" && { config: BASIC }) };
    await writeFile(join(security, `${file}.yml`), JSON.stringify(content));
  }
  return certificates;
}

const SETTINGS = {
  "plugins.security.ssl.transport.pemcert_filepath": "node.pem",
  "plugins.security.ssl.transport.pemkey_filepath": "node.key",
  "plugins.security.ssl.transport.pemtrustedcas_filepath": "ca.pem",
  "plugins.security.ssl.http.enabled": true,
  "plugins.security.ssl.http.pemcert_filepath": "node.pem",
  "plugins.security.ssl.http.pemkey_filepath": "node.key",
  "plugins.security.ssl.http.pemtrustedcas_filepath": "ca.pem",
  "plugins.security.authcz.admin_dn": ["CN=admin"],
  "plugins.security.nodes_dn": ["CN=node"],
  "plugins.security.allow_default_init_securityindex": true,
  // As demo configurations have it: who has this role may administer users over HTTP.
  "plugins.security.restapi.roles_enabled": ["all_access"],
  // Passwords of tests need no slow hash.
  "plugins.security.password.hashing.bcrypt.rounds": 4,
};

const OF_SERVER = {
  "cluster.name": "dateline-secured",
  "node.name": "secured",
  "discovery.type": "single-node",
};

/** Sends requests with the certificate that the node knows its administrator by. */
async function administrator({ path }: Certificates) {
  const [ca, cert, key] = await Promise.all(
    ["ca.pem", "admin.pem", "admin.key"].map((file) => readFile(path(file))),
  );
  const headers = { "content-type": "application/json" };
  return async (host: string, method: string, at: string, body?: object): Promise<string> =>
    await new Promise((resolve, reject) => {
      const sent = request(
        `https://${host}${at}`,
        { method, ca, cert, key, headers, agent: false },
        (answer) => {
          let text = "";
          answer.setEncoding("utf8").on("data", (chunk) => {
            text += chunk;
          });
          answer.on("end", () => {
            if ((answer.statusCode ?? 500) < 400) return resolve(text);
            reject(new Error(`Cannot ${method} ${at}: status ${answer.statusCode}: ${text}`));
          });
        },
      );
      sent.on("error", reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
}
