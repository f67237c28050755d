import { compile, type JSONSchema } from "json-schema-to-typescript";

const BANNER = "/** Made from docs/openapi.json by `npm run docs:api`. */";

/**
 * The types of what an OpenAPI document says that is answered, by the names of its schemas.
 *
 * @param document as JSON
 */
export async function typesOfDocument(document: string): Promise<string> {
  const { components } = JSON.parse(document.replaceAll("#/components/schemas/", "#/$defs/"));
  const schemas = Object.entries(components.schemas as Readonly<Record<string, JSONSchema>>);
  const definitions = schemas.map(([title, schema]) => [title, { ...schema, title }]);
  const root = {
    type: "object",
    additionalProperties: false,
    required: schemas.map(([name]) => name),
    properties: Object.fromEntries(schemas.map(([name]) => [name, { $ref: `#/$defs/${name}` }])),
    $defs: Object.fromEntries(definitions),
  } as JSONSchema;
  return await compile(root, "Schemas", { bannerComment: BANNER, format: false });
}
