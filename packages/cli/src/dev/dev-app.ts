import { isIP } from "node:net";
import type { AppBindings } from "@dateline-search/functions/app-environment";
import type { PageFile } from "@dateline-search/web/bundle-page";
import { Hono } from "hono";

export interface DevAppOptions {
  /** The API, as the function serves it. */
  readonly api: { fetch(request: Request, bindings: AppBindings): Response | Promise<Response> };
  /** Files of the search page by their path below `/`; `index.html` is the page itself. */
  readonly page: () => Promise<ReadonlyMap<string, PageFile>>;
  /** The listening address. Requests for other host names are refused to prevent DNS rebinding. */
  readonly host: string;
  /** Called for every answered request. */
  readonly onRequest: (request: AnsweredRequest) => void;
}

export interface AnsweredRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly status: number;
  readonly tookMs: number;
}

/** Serves the search page at `/` and the API at every other path. */
export function createDevApp({ api, page, host, onRequest }: DevAppOptions): Hono<{ Bindings: AppBindings }> {
  const app = new Hono<{ Bindings: AppBindings }>();
  app.use(async (c, next) => {
    const startedAt = performance.now();
    await next();
    const { pathname, search } = new URL(c.req.url);
    const tookMs = performance.now() - startedAt;
    onRequest({ method: c.req.method, target: pathname + search, status: c.res.status, tookMs });
  });
  app.use(async (c, next) => {
    if (isKnownHost(c.req.header("host") ?? "", host)) return await next();
    return c.text(
      "Cannot answer: this machine does not have that host name; start with --host to serve it\n",
      403,
    );
  });
  app.get("*", async (c, next) => {
    const name = c.req.path === "/" ? "index.html" : c.req.path.slice(1);
    const file = (await page()).get(name);
    if (file === undefined) return await next();
    return c.body(file.content, 200, { "Content-Type": file.type, "Cache-Control": "no-cache" });
  });
  app.all("*", async (c) => await api.fetch(c.req.raw, c.env));
  return app;
}

/** Accepts names that DNS cannot point elsewhere: localhost, the configured host and IP addresses. */
function isKnownHost(header: string, host: string): boolean {
  if (!URL.canParse(`http://${header}`)) return false;
  const { hostname } = new URL(`http://${header}`);
  const bare = hostname.replace(/^\[|\]$/g, "");
  return (
    bare === "localhost" || bare.endsWith(".localhost") || bare === host.toLowerCase() || isIP(bare) !== 0
  );
}
