/** Fields in which keys type text. */
const WRITING = "input, textarea, select, [contenteditable]";

/** Moves the focus: `/` to the question, the arrow keys between it and the hits, Escape back. */
export function moveFocus(event: KeyboardEvent): void {
  const target = event.target instanceof Element ? event.target : document.body;
  if (event.ctrlKey || event.metaKey || event.altKey || target.closest("dialog") !== null) return;
  const box = document.querySelector<HTMLInputElement>("#question");
  if (event.key === "/" && !target.matches(WRITING)) {
    event.preventDefault();
    box?.focus();
    box?.select();
    return;
  }
  const titles = [...document.querySelectorAll<HTMLElement>(".hit .title")];
  const current = titles.indexOf(target as HTMLElement);
  if (target !== box && current === -1) return;
  const next = nextTitle(event.key, current);
  if (next === undefined) return;
  event.preventDefault();
  if (next < 0) box?.focus();
  else (titles[next] ?? (target as HTMLElement)).focus();
}

/** @returns the index of the next title, -1 for the question box, `undefined` for other keys */
function nextTitle(key: string, current: number): number | undefined {
  if (key === "ArrowDown") return current + 1;
  if (current === -1) return undefined;
  if (key === "ArrowUp") return current - 1;
  return key === "Escape" ? -1 : undefined;
}
