import { readFileSync } from "node:fs";

interface Statement {
  readonly Effect: "Allow";
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: object;
}

/** IAM counts characters that are no white space: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAX_CHARACTERS = 6_144;

/**
 * A policy as docs/policies has it, with its words in capitals replaced. Stands in for IAM where no condition matters:
 * statements that allow, with `*` in actions and resources.
 */
export class WrittenPolicy {
  readonly statements: readonly Statement[];
  readonly isSmallEnough: boolean;

  constructor(name: string, words: Readonly<Record<string, string>>) {
    const text = readFileSync(new URL(`../../docs/policies/${name}.json`, import.meta.url), "utf8");
    const filled = Object.entries(words).reduce((rest, [word, value]) => rest.replaceAll(word, value), text);
    this.statements = (JSON.parse(filled) as { Statement: readonly Statement[] }).Statement;
    this.isSmallEnough = filled.replaceAll(/\s/g, "").length <= MAX_CHARACTERS;
  }

  allows(action: string, resource: string): boolean {
    return this.statements.some(
      ({ Action, Resource }) =>
        listOf(Action).some((pattern) => matches(pattern, action)) &&
        listOf(Resource).some((pattern) => matches(pattern, resource)),
    );
  }
}

function listOf(value: string | readonly string[]): readonly string[] {
  return typeof value === "string" ? [value] : value;
}

function matches(pattern: string, value: string): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(value);
}
