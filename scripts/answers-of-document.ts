/** The part of JSON Schema that the API documents use: https://json-schema.org/draft/2020-12 */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly description?: string;
}

interface Parameter {
  readonly name: string;
  readonly description?: string;
}

interface OpenApiDocument {
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
  readonly paths: Readonly<Record<string, { readonly get?: { readonly parameters?: readonly Parameter[] } }>>;
}

/** Client sources generated from an OpenAPI document, by file name. */
export interface ClientAnswers {
  readonly "answers.ts": string;
  readonly "answer-checks.ts": string;
}

const BANNER = "Generated from docs/openapi.json by `npm run docs:api`.";

/**
 * Generates the client's types of answers, their checks, and the filter parameters.
 *
 * @param source the document, as JSON
 * @param filters names of the filter parameters that take a list
 */
export function answersOfDocument(source: string, filters: readonly string[]): ClientAnswers {
  const document = JSON.parse(source) as OpenApiDocument;
  const schemas = Object.entries(document.components.schemas).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    "answers.ts": `/**\n * The function's answers, and the filters of a search. ${BANNER}\n *\n * @module\n */\n${schemas.map(declaration).join("")}${filterParameters(document, filters)}`,
    "answer-checks.ts": checks(schemas),
  };
}

function declaration([name, schema]: readonly [string, Schema]): string {
  return `\n${comment(schema.description, 0)}export interface ${name} ${typeOf(schema, 0)}\n`;
}

function typeOf(schema: Schema, depth: number): string {
  const { $ref, items, properties } = schema;
  const anyOf = alternativesOf(schema);
  if ($ref !== undefined) return nameIn($ref);
  if (anyOf !== undefined) return anyOf.map((one) => typeOf(one, depth)).join(" | ");
  if (items !== undefined) return `readonly ${inParentheses(typeOf(items, depth))}[]`;
  if (properties !== undefined) return objectType(schema, depth);
  return (
    choicesOf(schema)
      ?.map((choice) => JSON.stringify(choice))
      .join(" | ") ?? scalarOf(schema)
  );
}

function objectType({ properties = {}, required = [] }: Schema, depth: number): string {
  const fields = Object.entries(properties).map(([name, schema]) => {
    const mark = required.includes(name) ? "" : "?";
    return `${comment(schema.description, depth + 1)}${indent(depth + 1)}readonly ${name}${mark}: ${typeOf(schema, depth + 1)};\n`;
  });
  return `{\n${fields.join("")}${indent(depth)}}`;
}

/** Sorts references first, because a check uses those defined before it. */
function checks(schemas: readonly (readonly [string, Schema])[]): string {
  const byName = new Map(schemas);
  const done: string[] = [];
  const visit = (name: string) => {
    if (done.includes(name)) return;
    for (const reference of referencesOf(byName.get(name) as Schema)) visit(reference);
    done.push(name);
  };
  for (const [name] of schemas) visit(name);
  const statements = done.map((name) => {
    return `\nexport const check${name}: Check = /* @__PURE__ */ ${checkOf(byName.get(name) as Schema, 0)};\n`;
  });
  const body = statements.join("");
  const used = ["isAnyOf", "isArrayOf", "isBoolean", "isMissingOr", "isNullOr", "isNumber", "isObjectOf"];
  const imports = [...used, "isOneOf", "isString"].filter((name) => body.includes(name));
  const head = `/**\n * Checks of the shape of answers. ${BANNER}\n *\n * @module\n */\n`;
  return `${head}import { type Check, ${imports.join(", ")} } from "./check-shape.ts";\n${body}`;
}

function checkOf(schema: Schema, depth: number): string {
  const { $ref, items, properties, required = [] } = schema;
  const anyOf = alternativesOf(schema);
  if ($ref !== undefined) return `check${nameIn($ref)}`;
  if (anyOf !== undefined) return checkOfAny(anyOf, depth);
  if (items !== undefined) return `isArrayOf(${checkOf(items, depth)})`;
  if (properties !== undefined) {
    const fields = Object.entries(properties).map(([name, field]) => {
      const check = checkOf(field, depth + 1);
      return `${indent(depth + 1)}${name}: ${required.includes(name) ? check : `isMissingOr(${check})`},\n`;
    });
    return `isObjectOf({\n${fields.join("")}${indent(depth)}})`;
  }
  const choices = choicesOf(schema);
  if (choices !== undefined) return `isOneOf(${choices.map((choice) => JSON.stringify(choice)).join(", ")})`;
  return (
    { string: "isString", number: "isNumber", boolean: "isBoolean" }[scalarOf(schema)] ?? unknown(schema)
  );
}

function checkOfAny(schemas: readonly Schema[], depth: number): string {
  const others = schemas.filter(({ type }) => type !== "null").map((schema) => checkOf(schema, depth));
  const any = others.length === 1 ? (others[0] as string) : `isAnyOf(${others.join(", ")})`;
  return others.length < schemas.length ? `isNullOr(${any})` : any;
}

function filterParameters({ paths }: OpenApiDocument, filters: readonly string[]): string {
  const described = new Map(paths["/v1/search"]?.get?.parameters?.map((one) => [one.name, one.description]));
  const field = (name: string, type: string) =>
    `${comment(described.get(name), 1)}  readonly ${name}?: ${type} | undefined;\n`;
  const dates = ["from", "to"].map((name) => field(name, "string"));
  const lists = filters.map((name) => field(name, "string | readonly string[]"));
  return `\n/** Filters of an answer. */\nexport interface FilterParameters {\n${[...dates, ...lists].join("")}}\n`;
}

/** `["string", "null"]` is short for two schemas. */
function alternativesOf({ anyOf, type }: Schema): readonly Schema[] | undefined {
  return Array.isArray(type) ? type.map((one: string) => ({ type: one })) : anyOf;
}

function choicesOf({ enum: choices, const: only }: Schema): readonly string[] | undefined {
  return choices ?? (only === undefined ? undefined : [only]);
}

function scalarOf(schema: Schema): string {
  const name = schema.type === "integer" ? "number" : schema.type;
  return ["string", "number", "boolean", "null"].find((known) => known === name) ?? unknown(schema);
}

function unknown(schema: Schema): never {
  throw new Error(`Cannot write the client's types: no rule for the schema ${JSON.stringify(schema)}`);
}

function referencesOf(schema: unknown): readonly string[] {
  const text = JSON.stringify(schema) ?? "";
  return [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name as string);
}

function nameIn(reference: string): string {
  return reference.slice(reference.lastIndexOf("/") + 1);
}

function inParentheses(type: string): string {
  return type.includes(" | ") ? `(${type})` : type;
}

function comment(description: string | undefined, depth: number): string {
  return description === undefined ? "" : `${indent(depth)}/** ${description} */\n`;
}

function indent(depth: number): string {
  return "  ".repeat(depth);
}
