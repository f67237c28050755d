import type { CompletionFlag, CompletionNode, ValueKind } from "./completion-tree.ts";

/** Generates a script for fish 3 and newer. */
export function fishCompletion(nodes: readonly CompletionNode[]): string {
  const lines = nodes.flatMap((node) => {
    const condition = `-n ${quoted(`__dateline_at ${quoted(node.path)}`)}`;
    return [
      ...node.subcommands.map(
        ({ word, description }) => `complete -c dateline ${condition} -a ${word} -d ${quoted(description)}`,
      ),
      ...node.flags.map((flag) => `complete -c dateline ${condition} ${flagOf(flag)}`),
      ...argumentLines(node.argument, condition),
    ];
  });
  const paths = nodes.filter(({ path }) => path !== "").map(({ path }) => quoted(path));
  return `# Completion of dateline for fish.
function __dateline_at
    set -l path
    for word in (commandline -opc)[2..]
        set -l longer (string trim "$path $word")
        contains -- "$longer" ${paths.join(" ")}; and set path $longer
    end
    test "$path" = "$argv[1]"
end
complete -c dateline -f
${lines.join("\n")}
`;
}

function flagOf({ word, description, value }: CompletionFlag): string {
  const name = `-l ${word.slice("--".length)} -d ${quoted(description)}`;
  if (value === undefined) return name;
  if (value === "path") return `${name} -r -F`;
  return value === "unknown" ? `${name} -x` : `${name} -x -a ${quoted(value.join(" "))}`;
}

function argumentLines(value: ValueKind, condition: string): string[] {
  if (value === "unknown") return [];
  return [
    value === "path"
      ? `complete -c dateline ${condition} -F`
      : `complete -c dateline ${condition} -a ${quoted(value.join(" "))}`,
  ];
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
