/// <reference path="../.sst/platform/config.d.ts" />

import { search } from "./api";
import { ingest } from "./ingest";
import { options } from "./options";

/** Namespace of the metrics that are extracted from the functions' logs. */
export const NAMESPACE = `Dateline/${$app.stage}`;

const logGroupOf = (fn: sst.aws.Function) =>
  $output(fn.nodes.logGroup).apply((group) => {
    if (group === undefined) throw new Error("Cannot count log lines: the function has no log group");
    return group.name;
  });

interface LogMetric {
  readonly name: string;
  /** Defaults to the search function. */
  readonly of?: sst.aws.Function;
  /** Selects the lines (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html). */
  readonly pattern: string;
  /** Field of the line with the value; without it lines are counted. */
  readonly field?: string;
}

/** Lambda counts failed invocations only, not 5xx answers. */
export const failedRequests = logMetric({
  name: "FailedRequests",
  pattern: '{ $.message = "request" && $.status >= 500 }',
});

/** Milliseconds from the start of each container's process until the index was open. */
export const coldStarts = logMetric({
  name: "ColdStarts",
  pattern: '{ $.message = "cold start" }',
  field: "$.timings.ready",
});

/** Requests answered from an older generation because the newer one could not be opened. */
export const refreshErrors = logMetric({
  name: "RefreshErrors",
  pattern: '{ $.message = "request" && $.refreshError = "*" }',
});

/** Milliseconds since the answering generation was published. */
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

/** Alerts undelivered for a day and a half, and failed runs of alerts. Not counted without alerts. */
export const alertsLost = options.alerts
  ? logMetric({
      name: "AlertsLost",
      of: ingest,
      pattern:
        '{ ($.message = "alert not delivered" && $.isGivenUp IS TRUE) || $.message = "alerts failed" || $.message = "alerts not looked for" }',
    })
  : undefined;

/** Failed delivery attempts. Most succeed on the next one. */
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
