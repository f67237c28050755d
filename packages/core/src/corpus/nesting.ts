const [QUOTE, BACKSLASH, BRACKET, BRACE] = [0x22, 0x5c, 0x5b, 0x7b];

/**
 * Offset at which lists and objects nest deeper than a limit, or -1. Parsers and the code that reads their
 * values recurse, and some regular expressions crash the process when the stack is nearly full.
 *
 * @param text JSON, or text with similar brackets
 * @param quotes whether brackets between double quotes are text
 */
export function tooDeepAt(text: string, maxDepth: number, quotes = true): number {
  let depth = 0;
  let isInText = false;
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (isInText && character === BACKSLASH) at++;
    else if (quotes && character === QUOTE) isInText = !isInText;
    else if (!isInText) depth = Math.max(0, depth + stepOf(character));
    if (depth > maxDepth) return at;
  }
  return -1;
}

function stepOf(character: number): number {
  if (character === BRACKET || character === BRACE) return 1;
  // A closing bracket is two code points after its opening one.
  return character === BRACKET + 2 || character === BRACE + 2 ? -1 : 0;
}
