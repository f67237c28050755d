import { environmentVariable } from "./environment-variable.ts";

/** A mirror of the Hugging Face hub, from the variable that the hub's own tools read. */
export function hubEndpoint(): { readonly hubEndpoint?: string } {
  const endpoint = environmentVariable("HF_ENDPOINT");
  return endpoint === undefined ? {} : { hubEndpoint: endpoint };
}
