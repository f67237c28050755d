import type { DeclaredResource } from "./sst-project.ts";

export interface PolicyStatement {
  readonly effect?: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** How Pulumi marks the value of a secret (https://www.pulumi.com/docs/iac/concepts/secrets/). */
const SECRET_MARK = "4dabf18193072939515e22adb298388d";

/** What a program declares, for tests to look into. */
export class DeclaredResources {
  readonly resources: readonly DeclaredResource[];

  constructor(resources: readonly DeclaredResource[]) {
    this.resources = resources.map((resource) => ({
      ...resource,
      inputs: withoutMarks(resource.inputs) as DeclaredResource["inputs"],
    }));
  }

  all(type: string): readonly DeclaredResource[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  named(type: string, name: string): DeclaredResource {
    const found = this.all(type).filter((resource) => resource.name === name);
    const [resource] = found;
    if (resource !== undefined && found.length === 1) return resource;
    throw new Error(`Cannot find one ${type} named ${name}: there are ${found.length}`);
  }

  inputs(type: string, name: string): DeclaredResource["inputs"] {
    return this.named(type, name).inputs;
  }

  /** The inputs of the one resource of a type. */
  only(type: string): DeclaredResource["inputs"] {
    const found = this.all(type);
    const [resource] = found;
    if (resource !== undefined && found.length === 1) return resource.inputs;
    throw new Error(`Cannot find one ${type}: there are ${found.length}`);
  }

  /** Of a policy of a resource. */
  static statementsOf(resource: DeclaredResource | undefined): readonly PolicyStatement[] {
    return parseStatements(String(resource?.inputs["policy"]));
  }

  /** Of the policies inside a role. */
  static inlineStatementsOf({ inputs }: DeclaredResource): readonly PolicyStatement[] {
    const policies = inputs["inlinePolicies"] as readonly { policy: string }[];
    return policies.flatMap(({ policy }) => parseStatements(policy));
  }
}

/** As the stub of the engine writes policy documents. */
function parseStatements(policy: string): readonly PolicyStatement[] {
  return (JSON.parse(policy) as { Statement: readonly PolicyStatement[] }).Statement;
}

function withoutMarks(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMarks);
  if (typeof value !== "object" || value === null) return value;
  if (SECRET_MARK in value && "value" in value) return withoutMarks(value.value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutMarks(inner)]));
}
