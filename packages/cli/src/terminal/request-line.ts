import { createColors } from "picocolors";
import type { Output } from "../cli-context.ts";
import type { AnsweredRequest } from "../dev/dev-app.ts";
import { hasColors } from "../environment.ts";

/** Longest path and query shown, in characters: enough for a question with all its filters. */
const MAX_LENGTH = 300;

/** One line per answered request: time, request, status and duration. */
export function requestLine({ method, target, status, tookMs }: AnsweredRequest, output: Output): string {
  const colors = createColors(hasColors(output));
  const time = new Date().toTimeString().slice(0, 8);
  const paint = status >= 500 ? colors.red : status >= 400 ? colors.yellow : colors.green;
  const took = colors.dim(`${tookMs < 10 ? tookMs.toFixed(1) : Math.round(tookMs)} ms`);
  return `${colors.dim(time)} ${paint(String(status))} ${method} ${printable(target)} ${took}`;
}

/** Decodes the URL, replaces control characters, which a terminal would interpret, and limits the length. */
function printable(target: string): string {
  const text = decoded(target);
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
}

function decoded(target: string): string {
  try {
    return decodeURIComponent(target.replaceAll("+", " ")).replaceAll(/\p{C}/gu, "\uFFFD");
  } catch {
    return target;
  }
}
