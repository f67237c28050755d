/** A fake: there are no files of a model to make sure of. */
export async function ensureModel(): Promise<void> {}
