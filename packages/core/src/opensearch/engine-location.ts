import { DatelineError } from "../errors.ts";

/** How to reach a cluster. Never print its secrets. */
export interface EngineLocation {
  /** Scheme, host and port of one or more nodes, such as `https://search.example.com:9200`. */
  readonly nodes: readonly string[];
  /** Name of the live alias, and prefix of its indices' names. */
  readonly name: string;
  readonly auth: EngineAuth;
  /** CA certificates (PEM), in addition to those that Node trusts. */
  readonly ca?: string | undefined;
}

export type EngineAuth =
  | { readonly kind: "none" }
  | { readonly kind: "basic"; readonly username: string; readonly password: string }
  /** AWS Signature Version 4, with the standard credential chain. */
  | { readonly kind: "sigv4"; readonly region: string; readonly service: "es" };

/** Settings from the environment that the address may lack. */
export interface EngineSecrets {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly ca?: string | undefined;
}

const PREFIX = "opensearch=";
const DEFAULT_NAME = "dateline";
/** Names that OpenSearch allows, without characters that are special in requests. */
const NAME = /^[a-z0-9][a-z0-9_.-]{0,99}$/;
const AWS_HOST = /\.([a-z0-9-]+)\.(es|aoss)\.amazonaws\.com(?:\.cn)?$/;

/**
 * Parses `opensearch=https://host:9200/name`. Commas separate several nodes, of which the last one states the
 * user and the name. The name defaults to "dateline". User and password come from the address or from the
 * environment. Without a user, requests to Amazon OpenSearch Service are signed.
 *
 * @throws DatelineError `invalid-input`, which does not repeat a password
 */
export function parseEngine(value: string, { username, password, ca }: EngineSecrets = {}): EngineLocation {
  if (!value.startsWith(PREFIX))
    throw wrong(`it must begin with "${PREFIX}", such as opensearch=https://host:9200`);
  const urls = value.slice(PREFIX.length).split(",").map(parseUrl);
  const url = urls.at(-1) as URL;
  const name = url.pathname.replace(/^\/|\/$/g, "") || DEFAULT_NAME;
  if (!NAME.test(name)) {
    throw wrong(
      `the name of the index may contain only a-z, 0-9, "_", "-" and ".", but it is "${name.slice(0, 60)}"`,
    );
  }
  const user = decodeURIComponent(url.username) || username;
  const secret = decodeURIComponent(url.password) || password;
  const nodes = urls.map(({ protocol, host }) => `${protocol}//${host}`);
  return { nodes, name, auth: authOf(url.hostname, user, secret), ca };
}

/** The location without secrets, for messages and logs. */
export function describeEngine({ nodes, name }: EngineLocation): string {
  return `${PREFIX}${nodes.join()}/${name}`;
}

function parseUrl(address: string): URL {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    // The cause would contain the address and its password.
    throw wrong(`the text after "${PREFIX}" is not an address`);
  }
  if (url.protocol === "https:" || url.protocol === "http:") return url;
  throw wrong(`the address must begin with https:// or http://, not with ${url.protocol}`);
}

function authOf(host: string, username: string | undefined, password: string | undefined): EngineAuth {
  if (username !== undefined && username !== "") return { kind: "basic", username, password: password ?? "" };
  const [, region, service] = AWS_HOST.exec(host) ?? [];
  if (region === undefined) return { kind: "none" };
  if (service === "aoss") {
    const reason =
      "the OpenSearch engine does not support Amazon OpenSearch Serverless; use a domain of Amazon OpenSearch Service";
    throw new DatelineError("invalid-input", `Cannot use the engine: ${reason}`);
  }
  return { kind: "sigv4", region, service: "es" };
}

function wrong(reason: string): DatelineError {
  return new DatelineError("invalid-input", `Cannot read the engine: ${reason}`);
}
