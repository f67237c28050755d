import { html } from "hono/html";
import { PROBLEMS, type ProblemCode, TITLES } from "./problem.ts";
import { PROBLEM_PAGES_BY_CODE } from "./problem-pages.ts";
import { RequestError } from "./request-error.ts";

/**
 * Renders the page that a problem's `type` links to.
 *
 * @throws RequestError `not-found` for an unknown code
 */
export function renderProblemPage(code: string): ReturnType<typeof html> {
  if (!isProblemCode(code)) throw new RequestError("not-found", "Cannot explain: there is no such problem");
  const { meaning, remedy } = PROBLEM_PAGES_BY_CODE[code];
  const [status] = PROBLEMS[code];
  return html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <title>${code} – Dateline</title>
      <h1><code>${code}</code></h1>
      <p>Status ${status} ${TITLES[status]}</p>
      <p>${meaning}</p>
      <p>${remedy}</p>
    </html>`;
}

/** Renders all problems as a Markdown document: docs/problems.md. */
export function renderProblemsDocument(): string {
  const codes = Object.keys(PROBLEMS).filter(isProblemCode);
  const sections = codes.map((code) => {
    const [status] = PROBLEMS[code];
    const { meaning, remedy } = PROBLEM_PAGES_BY_CODE[code];
    return `## ${code}\n\n**${status} ${TITLES[status]}.** ${meaning}\n\n${remedy}\n`;
  });
  return [DOCUMENT_HEAD, ...sections].join("\n");
}

const DOCUMENT_HEAD = `# Problems

Errors of the HTTP interface are \`application/problem+json\` ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)) with a
\`code\` that does not change; \`type\` is \`/problems/<code>\`, a page on the server that answered. Direct invocations of the
function carry the same object as \`problem\`. \`requestId\` finds the request in the log of the service; from 500 on, the
details are only there. Made by \`npm run docs:api\` from packages/functions/src/problem-pages.ts.
`;

function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEMS, code);
}
