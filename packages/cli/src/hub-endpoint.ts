/** A mirror of the Hugging Face hub, in the variable that the hub's own tools read. */
export function hubEndpoint(): { readonly hubEndpoint?: string } {
  const endpoint = process.env["HF_ENDPOINT"];
  return endpoint === undefined || endpoint === "" ? {} : { hubEndpoint: endpoint };
}
