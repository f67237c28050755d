import type { HttpSettings } from "./http-settings.ts";
import { RequestError } from "./request-error.ts";

type Origins = Pick<HttpSettings, "corsOrigins" | "toolOrigins">;

/** Path of the tools for agents. */
export const TOOLS_PATH = "/mcp";

/**
 * Rejects pages of unknown origins to prevent DNS rebinding, as MCP's transport requires. Allows pages of this machine,
 * and programs, which send no origin.
 *
 * @throws RequestError `origin-not-allowed`
 */
export function refuseForeignPages(origin: string | undefined, settings: Origins): void {
  if (origin === undefined || isNamed(origin, settings) || isLoopback(origin)) return;
  const detail = `Cannot answer: pages of the origin ${origin.slice(0, 80)} may not use the tools`;
  throw new RequestError("origin-not-allowed", detail);
}

function isNamed(origin: string, { corsOrigins, toolOrigins }: Origins): boolean {
  return [...corsOrigins, ...toolOrigins].some((named) => named === "*" || named === origin);
}

function isLoopback(origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  return ["localhost", "127.0.0.1", "[::1]"].includes(new URL(origin).hostname);
}
