import fc from "fast-check";

/**
 * Property tests draw the same cases in every run, so that a change is judged by what it changes and a failure is one that
 * everybody sees. `PROPERTY_SEED=random npm run test:unit` draws new ones; a number repeats those of a failure's report.
 */
const FIXED_SEED = 20_241_210;

const { PROPERTY_SEED: wanted = String(FIXED_SEED) } = process.env;
if (wanted !== "random") {
  const seed = Number(wanted);
  if (!Number.isInteger(seed)) {
    throw new Error(
      `Cannot seed the property tests: PROPERTY_SEED is "${wanted}", no whole number and not "random"`,
    );
  }
  fc.configureGlobal({ seed });
}
