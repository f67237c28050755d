import * as z from "zod";

/** The answer of `GET /v1/generation`. */
export const generationStatusSchema = z.strictObject({
  generation: z.string().meta({ description: "Id of the generation that answers queries." }),
  publishedAt: z.iso.datetime().meta({ description: "When it became the latest." }),
  ageMs: z.number().meta({ description: "Milliseconds since publishedAt." }),
  checkedAt: z.iso.datetime().meta({ description: "When the store last confirmed that it is the latest." }),
  refreshError: z
    .string()
    .nullable()
    .meta({ description: "Error code of the last check for a newer generation." }),
  model: z.string(),
  articles: z.int(),
  passages: z.int(),
});

/** The generation that answers queries, and how current it is known to be. */
export type GenerationStatus = Readonly<z.infer<typeof generationStatusSchema>>;
