import { bodyLimit } from "hono/body-limit";
import { requireKey } from "../middleware/require-key.ts";
import { MAX_TEXT_BODY_BYTES } from "../read-json-body.ts";
import { RequestError } from "../request-error.ts";
import { refuseForeignPages, TOOLS_PATH } from "../tool-origins.ts";
import { type App, askOptions, type RouteContext } from "./route-context.ts";

/** Adds the tools for agents over MCP's streamable HTTP transport without sessions: one path, POST only. */
export function addMcpRoute(app: App, { service, settings }: RouteContext): void {
  const tooLarge = () => {
    const rule = `at most ${MAX_TEXT_BODY_BYTES} bytes are allowed`;
    throw new RequestError("body-too-large", `Cannot read the body: ${rule}`);
  };
  const limitBody = bodyLimit({ maxSize: MAX_TEXT_BODY_BYTES, onError: tooLarge });
  app.post(TOOLS_PATH, requireKey(settings, "mcp"), limitBody, async (c) => {
    refuseForeignPages(c.req.header("origin"), settings());
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
