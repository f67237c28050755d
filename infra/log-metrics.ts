/// <reference path="../.sst/platform/config.d.ts" />

import { search } from "./api";

/** Where the metrics that are read out of the search function's log are found. */
export const NAMESPACE = `Dateline/${$app.stage}`;

const logGroupName = $output(search.nodes.logGroup).apply((group) => {
  if (group === undefined) throw new Error("Cannot count what the search function logs: it has no log group");
  return group.name;
});

interface LogMetric {
  readonly name: string;
  /** Which lines count (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html). */
  readonly pattern: string;
  /** The field of the line that is the value; a count when not given. */
  readonly field?: string;
}

/** A failure that the function answers with a 5xx is no error of the invocation, which is all that Lambda counts. */
export const failedRequests = logMetric({
  name: "FailedRequests",
  pattern: '{ $.message = "request" && $.status >= 500 }',
});

/** Milliseconds from the start of the process until the index was open, of each container. */
export const coldStarts = logMetric({
  name: "ColdStarts",
  pattern: '{ $.message = "cold start" }',
  field: "$.timings.ready",
});

/** Requests that were answered from an older generation because the newer one could not be opened. */
export const refreshErrors = logMetric({
  name: "RefreshErrors",
  pattern: '{ $.message = "request" && $.refreshError = "*" }',
});

/** Milliseconds since the generation that answered was published. */
export const generationAge = logMetric({
  name: "GenerationAge",
  pattern: '{ $.message = "request" && $.generationAgeMs = * }',
  field: "$.generationAgeMs",
});

export const requests = logMetric({
  name: "RequestDuration",
  pattern: '{ $.message = "request" }',
  field: "$.timings.total",
});

function logMetric({ name, pattern, field }: LogMetric): string {
  new aws.cloudwatch.LogMetricFilter(name, {
    logGroupName,
    pattern,
    metricTransformation: {
      name,
      namespace: NAMESPACE,
      value: field ?? "1",
      unit: field === undefined ? "Count" : "Milliseconds",
    },
  });
  return name;
}
