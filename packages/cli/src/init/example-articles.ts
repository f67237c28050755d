/** Fictional articles of a new project by path, so that a first question has an answer. */
export const EXAMPLE_ARTICLES: Readonly<Record<string, string>> = {
  "corpus/herons.md": `---
title: Herons return to the harbour
date: 2025-03-14
source: The Harbour Post (made up)
---

Grey herons have built eleven nests in the poplars beside the old harbour, twice as many as last spring. The port
authority has moved the unloading of gravel to the other quay until the young have left in June.
`,
  "corpus/ferries.md": `---
title: Ferries to the islands stop
date: 2025-11-03
source: The Harbour Post (made up)
---

The ferries to the outer islands stopped on Monday because of a storm from the west. The shipping company expects to sail
again on Wednesday and takes perishable goods by helicopter until then.
`,
};
