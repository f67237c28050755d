import { bodyLimit } from "hono/body-limit";
import type { AppRequest } from "../app-environment.ts";
import { requireKey } from "../middleware/require-key.ts";
import { MAX_TEXT_BODY_BYTES } from "../read-json-body.ts";
import { RequestError } from "../request-error.ts";
import { type App, askOptions, type RouteContext } from "./route-context.ts";

/** Adds the tools for agents over MCP's streamable HTTP transport without sessions: one path, POST only. */
export function addMcpRoute(app: App, { service, settings }: RouteContext): void {
  const tooLarge = () => {
    const rule = `at most ${MAX_TEXT_BODY_BYTES} bytes are allowed`;
    throw new RequestError("body-too-large", `Cannot read the body: ${rule}`);
  };
  const limitBody = bodyLimit({ maxSize: MAX_TEXT_BODY_BYTES, onError: tooLarge });
  app.post("/mcp", requireKey(settings, "mcp"), limitBody, async (c) => {
    const { corsOrigins, toolOrigins } = settings();
    refuseForeignPages(c, [...corsOrigins, ...toolOrigins]);
    const { answerMcpRequest } = await import("../mcp/answer-mcp-request.ts");
    const { requestId } = c.get("entry");
    const response = await answerMcpRequest(c.req.raw, {
      service,
      requestId,
      waitMs: askOptions(c).waitMs,
      countRequests: c.get("countRequests"),
      onError: (error) => c.set("failure", error),
    });
    response.headers.set("Cache-Control", "no-store");
    return response;
  });
}

/**
 * Rejects pages of unknown origins, to prevent DNS rebinding as the transport requires. Allows pages of this
 * machine, and programs, which send no origin.
 */
function refuseForeignPages(c: AppRequest, allowed: readonly string[]): void {
  const origin = c.req.header("origin");
  if (origin === undefined || allowed.includes("*") || allowed.includes(origin) || isLoopback(origin)) return;
  const detail = `Cannot answer: pages of the origin ${origin.slice(0, 80)} may not use the tools`;
  throw new RequestError("origin-not-allowed", detail);
}

function isLoopback(origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  return ["localhost", "127.0.0.1", "[::1]"].includes(new URL(origin).hostname);
}
