import * as z from "zod";
import {
  alertSchema,
  alertsAnswerSchema,
  alertTestSchema,
  createdAlertSchema,
} from "./alerts/alert-requests.ts";
import {
  articleAnswerSchema,
  facetSchema,
  facetsAnswerSchema,
  failedSearchSchema,
  healthSchema,
  hitSchema,
  imageSchema,
  searchAnswerSchema,
  searchesAnswerSchema,
  similarAnswerSchema,
  similarTextAnswerSchema,
  spanSchema,
  sparseHitSchema,
  sparseSearchAnswerSchema,
  storyAnswerSchema,
  storyArticleSchema,
  storySchema,
  storySummarySchema,
  timelineReportSchema,
} from "./answer-schemas.ts";
import { generationStatusSchema } from "./generation-status.ts";
import { describePaths } from "./openapi/describe-paths.ts";
import { problemSchema } from "./problem.ts";

const DESCRIPTION = `Semantic search over a news corpus. Every answer comes from an immutable generation of the index, and includes its
id. Every error is a problem (RFC 9457) with a stable code.`;

const ANSWERS = {
  SearchResult: searchAnswerSchema,
  SparseSearchResult: sparseSearchAnswerSchema,
  SearchesResult: searchesAnswerSchema,
  FailedSearch: failedSearchSchema,
  ArticleResult: articleAnswerSchema,
  StoryResult: storyAnswerSchema,
  SimilarResult: similarAnswerSchema,
  SimilarTextResult: similarTextAnswerSchema,
  FacetsResult: facetsAnswerSchema,
  GenerationStatus: generationStatusSchema,
  Health: healthSchema,
  Problem: problemSchema,
  Facet: facetSchema,
  Hit: hitSchema,
  SparseHit: sparseHitSchema,
  Story: storySchema,
  StorySummary: storySummarySchema,
  TimelineReport: timelineReportSchema,
  StoryArticle: storyArticleSchema,
  ArticleImage: imageSchema,
  Span: spanSchema,
} as const;

const ALERT_ANSWERS = {
  Alert: alertSchema,
  AlertsResult: alertsAnswerSchema,
  CreatedAlert: createdAlertSchema,
  AlertTestResult: alertTestSchema,
} as const;

export interface DescribeOptions {
  /** Whether the service requires API keys. */
  readonly hasKeys: boolean;
  /** Whether it serves saved searches. */
  readonly hasAlerts: boolean;
}

/** Generates the OpenAPI 3.1 document from the schemas that validate requests. */
export function describeApi({ hasKeys, hasAlerts }: DescribeOptions): object {
  return {
    openapi: "3.1.0",
    info: {
      title: "Dateline",
      version: "1.0.0",
      description: DESCRIPTION.replaceAll("\n", " "),
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    ...(hasKeys && { security: [{ apiKey: [] }, { bearer: [] }] }),
    paths: describePaths({ hasKeys, hasAlerts }),
    components: {
      schemas: answerSchemas(hasAlerts ? { ...ANSWERS, ...ALERT_ANSWERS } : ANSWERS),
      ...(hasKeys && {
        securitySchemes: {
          apiKey: { type: "apiKey", in: "header", name: "X-Api-Key" },
          bearer: { type: "http", scheme: "bearer" },
        },
      }),
    },
  };
}

function answerSchemas(answers: Readonly<Record<string, z.ZodType>>): Readonly<Record<string, object>> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(answers)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(
    Object.entries(schemas)
      .filter(([id]) => id in answers)
      .map(([id, { $schema: _schema, $id: _id, id: _name, ...schema }]) => [id, schema]),
  );
}
