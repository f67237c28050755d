import { z } from "zod";

type JsonSchema = Readonly<Record<string, unknown>>;

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

/** "One or several" is always a list in a URL. */
function listOf({ anyOf }: JsonSchema): JsonSchema | undefined {
  if (!Array.isArray(anyOf)) return undefined;
  return (anyOf as readonly JsonSchema[]).find(({ type }) => type === "array");
}
