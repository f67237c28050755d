import type { CompletionNode, ValueKind } from "./completion-tree.ts";

/** Reads line by line, for names with spaces. `compopt` fails outside of a completion, hence the redirect. */
const FILES = `compopt -o filenames 2>/dev/null; while IFS= read -r i; do COMPREPLY+=("$i"); done < <(compgen -f -- "$current")`;

/** Generates a script for bash 4 and newer. */
export function bashCompletion(nodes: readonly CompletionNode[]): string {
  const paths = nodes.filter(({ path }) => path !== "").map(({ path }) => quoted(parentAndName(path)));
  const values = nodes.flatMap(({ path, flags }) =>
    flags.flatMap(({ word, value }) =>
      value === undefined ? [] : [`    ${quoted(`${path} ${word}`)}) ${offer(value)}; return ;;`],
    ),
  );
  const words = nodes.map(({ path, subcommands, flags, argument }) => {
    const all = [...subcommands, ...flags].map(({ word }) => word).join(" ");
    return `    ${quoted(path)}) COMPREPLY=($(compgen -W ${quoted(all)} -- "$current")); ${offer(argument)} ;;`;
  });
  return `# Completion of dateline for bash.
_dateline() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD - 1]}" path="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$path>\${COMP_WORDS[i]}" in
      ${paths.join(" | ")}) path="\${path:+$path }\${COMP_WORDS[i]}" ;;
    esac
  done
  COMPREPLY=()
  case "$path $previous" in
${values.join("\n")}
  esac
  case "$path" in
${words.join("\n")}
  esac
}
complete -o bashdefault -F _dateline dateline
`;
}

/** "model>pull" for "model pull", ">model" for "model". */
function parentAndName(path: string): string {
  const names = path.split(" ");
  return `${names.slice(0, -1).join(" ")}>${names.at(-1)}`;
}

function offer(value: ValueKind): string {
  if (value === "path") return FILES;
  return value === "unknown" ? ":" : `COMPREPLY+=($(compgen -W ${quoted(value.join(" "))} -- "$current"))`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
