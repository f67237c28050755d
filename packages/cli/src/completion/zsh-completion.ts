import type { CompletionFlag, CompletionNode, CompletionWord, ValueKind } from "./completion-tree.ts";

/**
 * Generates a script for zsh 5 and newer, to source or to autoload as `_dateline` from a folder of `fpath`.
 */
export function zshCompletion(nodes: readonly CompletionNode[]): string {
  const paths = nodes.filter(({ path }) => path !== "").map(({ path }) => quoted(path));
  const cases = nodes.map(
    (node) => `    ${quoted(node.path)})
${indent(values(node.flags))}
${indent(describe("command", node.subcommands))}
${indent(describe("flag", node.flags))}
      ${offer(node.argument)} ;;`,
  );
  return `#compdef dateline
# Completion of dateline for zsh.
_dateline() {
  local current_path="" previous="\${words[CURRENT - 1]}" word longer
  local -a known offered
  known=(${paths.join(" ")})
  for word in "\${(@)words[2,CURRENT - 1]}"; do
    longer="\${current_path:+$current_path }$word"
    (( \${known[(Ie)$longer]} )) && current_path="$longer"
  done
  case "$current_path" in
${cases.join("\n")}
  esac
}
if [ "$funcstack[1]" = "_dateline" ]; then _dateline "$@"; else compdef _dateline dateline; fi
`;
}

function values(flags: readonly CompletionFlag[]): string {
  const lines = flags.flatMap(({ word, value }) =>
    value === undefined ? [] : [`  ${word}) ${offer(value)}; return ;;`],
  );
  return ['case "$previous" in', ...lines, "esac"].join("\n");
}

function describe(tag: string, words: readonly CompletionWord[]): string {
  if (words.length === 0) return ":";
  const list = words.map(({ word, description }) => quoted(`${word}:${description.replaceAll(":", "\\:")}`));
  return `offered=(${list.join(" ")})\n_describe ${tag} offered`;
}

function offer(value: ValueKind): string {
  if (value === "path") return "_files";
  return value === "unknown" ? ":" : `compadd -- ${value.map(quoted).join(" ")}`;
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, "      ");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
