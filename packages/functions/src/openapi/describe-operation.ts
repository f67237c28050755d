import * as z from "zod";
import { TITLES } from "../problem.ts";

type JsonSchema = Readonly<Record<string, unknown>>;

/** A method of a path in OpenAPI, without the parts that all have in common. */
export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly object[];
  readonly requestBody?: object;
  readonly security?: readonly object[];
  /** Successful answers, by status. */
  readonly responses: Readonly<Record<string, object>>;
  /** Statuses of problems, besides those that every operation has. */
  readonly problems?: readonly number[];
}

/** The differences between services. */
export interface PathOptions {
  readonly hasKeys: boolean;
  readonly hasAlerts: boolean;
}

/** Adds an operation's problems and security requirements. */
export function describeOperation(operation: Operation, { hasKeys }: PathOptions): object {
  const { responses, problems = [], security, ...rest } = operation;
  const isOpen = security !== undefined || !hasKeys;
  const statuses = [...problems, ...(isOpen ? [] : [401, 403]), 429, 500, 503];
  const problemResponses = statuses.map((status) => [
    String(status),
    {
      description: TITLES[status],
      content: { "application/problem+json": { schema: schemaNamed("Problem") } },
    },
  ]);
  return {
    ...rest,
    ...(security !== undefined && hasKeys && { security }),
    responses: { ...responses, ...Object.fromEntries(problemResponses) },
  };
}

/** A response of JSON with a named schema. */
export function json(schema: string, description: string): object {
  return { description, content: { "application/json": { schema: schemaNamed(schema) } } };
}

/** A response of JSON with one of several named schemas. */
export function jsonOfEither(schemas: readonly string[], description: string): object {
  return { description, content: { "application/json": { schema: { anyOf: schemas.map(schemaNamed) } } } };
}

function schemaNamed(name: string): object {
  return { $ref: `#/components/schemas/${name}` };
}

/** The schema of a request body. */
export function describeBody(schema: z.ZodObject): JsonSchema {
  const { $schema: _schema, ...body } = z.toJSONSchema(schema, { io: "input" });
  return body;
}

/** Describes the same fields as URL parameters: the question is `q`, and a list is a repeated parameter. */
export function describeParameters(schema: z.ZodObject): readonly object[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: "input" });
  return Object.entries(properties).map(([field, property]) => {
    const { description, examples, ...rest } = property as JsonSchema;
    return {
      name: field === "query" ? "q" : field,
      in: "query",
      required: required.includes(field),
      ...(description !== undefined && { description }),
      ...(Array.isArray(examples) && { example: examples[0] }),
      schema: listOf(rest) ?? rest,
    };
  });
}

/** In a URL, "one or several" is always a list. */
function listOf({ anyOf }: JsonSchema): JsonSchema | undefined {
  if (!Array.isArray(anyOf)) return undefined;
  return (anyOf as readonly JsonSchema[]).find(({ type }) => type === "array");
}
