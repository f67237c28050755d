import { Violation } from "./index-history.ts";
import { type IndexChange, type IndexTask, ROLLBACK } from "./index-task.ts";

/** The kind of task that takes articles down by hand. */
export const REMOVE = "remove";
/** The kind of task that lets articles in again. */
const RESTORE = "restore";

/** The kind of task that also makes sure that no text is left. */
export const FORGET = "forget";

/**
 * Remembers what was taken down by hand: it stays out until somebody restores it, whoever writes it anew. An article that
 * goes because its object was deleted is not among them: it comes back when the object is put again.
 */
export class TakeDowns {
  /** Hashes of ids. */
  readonly #ids = new Set<string>();

  /** From here on a restoration may let in what it names, at any time. */
  begin({ kind }: IndexTask): void {
    if (kind === RESTORE) this.#ids.clear();
  }

  /** @throws Violation when an article is back that nobody restored */
  change({ before, after }: IndexChange, task: IndexTask): void {
    this.begin(task);
    for (const id of task.removes) if (isTakenDown(id, { before, after, task })) this.#ids.add(id);
    // An operator who goes back wants what was there; which take-downs outlive that is tested apart.
    if (task.kind === ROLLBACK) this.#ids.clear();
    for (const id of this.#ids) {
      if (before.articles.has(id) || !after.articles.has(id)) continue;
      throw new Violation(`"${task.kind}" of ${task.actor} brought article ${id} back, which was taken down`);
    }
  }
}

/** Who forgets writes more than once: only the first write takes down. */
function isTakenDown(
  id: string,
  { before, after, task }: IndexChange & { readonly task: IndexTask },
): boolean {
  if (after.articles.has(id)) return false;
  return task.kind === REMOVE || (task.kind === FORGET && before.articles.has(id));
}
