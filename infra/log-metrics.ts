/// <reference path="../.sst/platform/config.d.ts" />

import { search } from "./api";
import { ingest } from "./ingest";
import { options } from "./options";

/** Where the metrics that are read out of the functions' logs are found. */
export const NAMESPACE = `Dateline/${$app.stage}`;

const logGroupOf = (fn: sst.aws.Function) =>
  $output(fn.nodes.logGroup).apply((group) => {
    if (group === undefined) throw new Error("Cannot count what a function logs: it has no log group");
    return group.name;
  });

interface LogMetric {
  readonly name: string;
  /** The search function when not given. */
  readonly of?: sst.aws.Function;
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

/** Alerts that nobody took in a day and a half, and looks for alerts that failed; not counted where there are none. */
export const alertsLost = options.alerts
  ? logMetric({
      name: "AlertsLost",
      of: ingest,
      pattern:
        '{ ($.message = "alert not delivered" && $.isGivenUp IS TRUE) || $.message = "alerts failed" || $.message = "alerts not looked for" }',
    })
  : undefined;

/** Attempts to deliver an alert that failed. Most are made up for by the next one. */
export const alertFailures = options.alerts
  ? logMetric({ name: "AlertFailures", of: ingest, pattern: '{ $.message = "alert not delivered" }' })
  : undefined;

function logMetric({ name, of = search, pattern, field }: LogMetric): string {
  new aws.cloudwatch.LogMetricFilter(name, {
    logGroupName: logGroupOf(of),
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
