import type { Hono } from "hono";
import type { AlertService } from "../alerts/alert-service.ts";
import type { AppEnvironment, AppRequest } from "../app-environment.ts";
import { type AskOptions, askService } from "../ask-service.ts";
import { allowCaching, entityTag, isHeld } from "../caching.ts";
import type { HttpSettings } from "../http-settings.ts";
import { waitMsOf } from "../invocation-context.ts";
import { RequestError } from "../request-error.ts";
import type { SearchService } from "../search-service.ts";

export type App = Hono<AppEnvironment>;

/** What routes need. */
export interface RouteContext {
  readonly service: SearchService;
  readonly settings: () => HttpSettings;
  /** Differs between program versions that may answer the same request differently. */
  readonly revision: () => string;
  /** `undefined` if saved searches are not served. */
  readonly alerts?: AlertService | undefined;
}

export interface TaggedAnswer<T> {
  /** Everything that the answer depends on besides the generation and the program. */
  readonly request: unknown;
  /** Defaults to the generation that answers queries. */
  readonly generation?: string | undefined;
  readonly ask: Parameters<typeof askService<T>>[1];
  /** Whether the same request would be answered differently at another time. */
  readonly dependsOnClock?: (answer: T) => boolean;
  /** Defaults to JSON. */
  readonly render?: (answer: T) => Response | Promise<Response>;
}

export function askOptions(c: AppRequest): AskOptions {
  return { waitMs: waitMsOf(c.env?.lambdaContext), entry: c.get("entry") };
}

/**
 * Answers a GET: with 304, without querying the index, if the caller has the answer, otherwise with an entity tag.
 * Answers that depend on the clock get no tag.
 */
export async function answerTagged<T extends { readonly generation: string }>(
  c: AppRequest,
  { service, settings, revision }: RouteContext,
  { request, generation, ask, dependsOnClock, render }: TaggedAnswer<T>,
): Promise<Response> {
  const status = await service.ready(askOptions(c));
  const { rerankerFingerprint } = service;
  const tagOf = (id: string) => entityTag(revision(), c.req.path, id, request, rerankerFingerprint);
  const expected = tagOf(generation ?? status.generation);
  allowCaching(c, settings());
  if (isHeld(c, expected)) {
    const serving = await service.refreshIfDue();
    const isCurrent = generation !== undefined || serving?.generation === status.generation;
    if (isCurrent) return c.body(null, 304, { ETag: expected });
  }
  const answer = await askService(service, ask, askOptions(c));
  if (!dependsOnClock?.(answer)) c.header("ETag", tagOf(answer.generation));
  return render === undefined ? c.json(answer) : await render(answer);
}

/** Rejects misplaced parameters, which would otherwise be ignored silently. */
export function refuseParameters(c: AppRequest): void {
  const [name] = Object.keys(c.req.queries());
  if (name === undefined) return;
  throw new RequestError(
    "unknown-parameter",
    `Cannot answer: "${name.slice(0, 40)}" is not a parameter here`,
  );
}
