/** Registers a resource to be closed at the end. @returns the resource */
export type CloseLater = <T>(thing: T, close: (thing: T) => void | Promise<void>) => T;

/** Runs work that opens resources, and closes them in reverse order however it ends. */
export async function closing<T>(work: (closeLater: CloseLater) => Promise<T>): Promise<T> {
  const closes: (() => void | Promise<void>)[] = [];
  try {
    return await work((thing, close) => {
      closes.push(() => close(thing));
      return thing;
    });
  } finally {
    for (const close of closes.reverse()) await close();
  }
}
