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

/** What routes work with. */
export interface RouteContext {
  readonly service: SearchService;
  readonly settings: () => HttpSettings;
  /** Differs between two versions of the program that may answer the same question differently. */
  readonly revision: () => string;
  /** `undefined` where saved searches are not served. */
  readonly alerts?: AlertService | undefined;
}

export interface TaggedAnswer<T> {
  /** Everything that the answer depends on, beside the generation and the program. */
  readonly request: unknown;
  /** The one that serves when not given. */
  readonly generation?: string | undefined;
  readonly ask: Parameters<typeof askService<T>>[1];
  /** Whether the same request would be answered differently at another time. */
  readonly dependsOnClock?: (answer: T) => boolean;
  /** JSON when not given. */
  readonly render?: (answer: T) => Response | Promise<Response>;
}

export function askOptions(c: AppRequest): AskOptions {
  return { waitMs: waitMsOf(c.env?.lambdaContext), entry: c.get("entry") };
}

/**
 * Answers a GET: with 304 and without asking the index when the caller holds the answer, else with an entity tag by which
 * it will know it again. An answer that depends on the clock has none.
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

/** A misplaced parameter would otherwise be ignored in silence. */
export function refuseParameters(c: AppRequest): void {
  const [name] = Object.keys(c.req.queries());
  if (name === undefined) return;
  throw new RequestError("unknown-parameter", `Cannot answer: "${name.slice(0, 40)}" is no parameter here`);
}
