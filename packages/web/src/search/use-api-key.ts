import { useState } from "preact/hooks";

const NAME = "dateline-api-key";

/** The visitor's API key, kept until the tab closes. */
export function useApiKey(): readonly [string | undefined, (key: string) => void] {
  const [key, setKey] = useState(() => sessionStorage.getItem(NAME) ?? undefined);
  const keep = (given: string) => {
    sessionStorage.setItem(NAME, given);
    setKey(given);
  };
  return [key, keep];
}
