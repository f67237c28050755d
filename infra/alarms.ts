/// <reference path="../.sst/platform/config.d.ts" />

import { search } from "./api";
import { domain } from "./engine";
import { deadLetters, failedRuns, ingest, queue } from "./ingest";
import {
  alertFailures,
  alertsLost,
  coldStarts,
  failedRequests,
  generationAge,
  NAMESPACE,
  refreshErrors,
} from "./log-metrics";
import { options } from "./options";

/** Far too slow, because a warm query takes tens of milliseconds, but below the timeout of 30 seconds. */
const SLOW_QUERY_MS = 5_000;
/** Lambda limits the initialisation of a function to 10 seconds. */
const SLOW_COLD_START_MS = 8_000;
const FIVE_MINUTES = 300;
const HOUR_MS = 3_600_000;
/** In five minutes. A restarting receiver causes a few. */
const FAILED_ALERTS = 10;
const OLDEST_MESSAGE_SECONDS = 3 * 3600;
/** AWS's recommendation. */
const MEMORY_PRESSURE_PERCENT = 95;

const topic =
  options.alarmEmail === undefined
    ? undefined
    : new aws.sns.Topic("Alarms", { name: `${$app.name}-${$app.stage}-alarms` });
if (topic !== undefined && options.alarmEmail !== undefined) {
  new aws.sns.TopicSubscription("AlarmEmail", {
    topic: topic.arn,
    protocol: "email",
    endpoint: options.alarmEmail,
  });
}

/**
 * Forecasts exceed it days before the bill does. Covers the whole account, because cost tags must be activated
 * manually.
 */
if (options.alarmEmail !== undefined && options.budgetUsd !== undefined) {
  const notify = (notificationType: string, threshold: number) => ({
    comparisonOperator: "GREATER_THAN",
    notificationType,
    threshold,
    thresholdType: "PERCENTAGE",
    subscriberEmailAddresses: [options.alarmEmail as string],
  });
  new aws.budgets.Budget("Budget", {
    name: `${$app.name}-${$app.stage}`,
    budgetType: "COST",
    timeUnit: "MONTHLY",
    limitAmount: String(options.budgetUsd),
    limitUnit: "USD",
    notifications: [notify("ACTUAL", 80), notify("FORECASTED", 100)],
  });
}

interface Alarm {
  readonly description: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions?: Readonly<Record<string, $util.Input<string>>>;
  /** Such as "Sum" or "p99". */
  readonly statistic: string;
  readonly above: number;
}

const ofFunction = (fn: sst.aws.Function) => ({
  namespace: "AWS/Lambda",
  dimensions: { FunctionName: fn.name },
});
const ofQueue = ({ nodes }: sst.aws.Queue) => ({
  namespace: "AWS/SQS",
  dimensions: { QueueName: nodes.queue.name },
});

alarm("SearchErrors", {
  description: "The search function crashed or ran out of time or memory.",
  ...ofFunction(search),
  metric: "Errors",
  statistic: "Sum",
  above: 0,
});
alarm("SearchFailures", {
  description: "The search function answered with a 5xx; its log says why.",
  namespace: NAMESPACE,
  metric: failedRequests,
  statistic: "Sum",
  above: 0,
});
alarm("SearchThrottles", {
  description: "More concurrent callers than the function has containers: see DATELINE_CONCURRENCY.",
  ...ofFunction(search),
  metric: "Throttles",
  statistic: "Sum",
  above: 0,
});
alarm("SearchDuration", {
  description: "One in a hundred invocations of the search function is slow.",
  ...ofFunction(search),
  metric: "Duration",
  statistic: "p99",
  above: SLOW_QUERY_MS,
});
alarm("SearchColdStarts", {
  description: "Containers take long to open the index: it may have grown, or S3 may be slow.",
  namespace: NAMESPACE,
  metric: coldStarts,
  statistic: "p90",
  above: SLOW_COLD_START_MS,
});
alarm("RefreshErrors", {
  description:
    "The newest generation cannot be opened, an older one answers; the log says why (refreshError).",
  namespace: NAMESPACE,
  metric: refreshErrors,
  statistic: "Sum",
  above: 0,
});
if (options.alarmAgeHours !== undefined) {
  alarm("GenerationAge", {
    description: "Nothing has been published for a long time: see DATELINE_ALARM_AGE_HOURS.",
    namespace: NAMESPACE,
    metric: generationAge,
    statistic: "Minimum",
    above: options.alarmAgeHours * HOUR_MS,
  });
}
alarm("IngestErrors", {
  description: "The ingest function crashed or ran out of time or memory.",
  ...ofFunction(ingest),
  metric: "Errors",
  statistic: "Sum",
  above: 0,
});
alarm("IngestDeadLetters", {
  description: "Articles could not be ingested and are in the dead-letter queue.",
  ...ofQueue(deadLetters),
  metric: "ApproximateNumberOfMessagesVisible",
  statistic: "Maximum",
  above: 0,
});
alarm("FailedRuns", {
  description:
    "A scheduled run (feeds, embargoes, alerts, loading a cluster, garbage collection) has failed; its event is in the queue FailedRuns.",
  ...ofQueue(failedRuns),
  metric: "ApproximateNumberOfMessagesVisible",
  statistic: "Maximum",
  above: 0,
});
alarm("IngestDelay", {
  description: "Articles have been waiting for hours to be ingested.",
  ...ofQueue(queue),
  metric: "ApproximateAgeOfOldestMessage",
  statistic: "Maximum",
  above: OLDEST_MESSAGE_SECONDS,
});

if (alertsLost !== undefined) {
  alarm("AlertsLost", {
    description: "Alerts were given up or could not be matched; see the log of the ingest function.",
    namespace: NAMESPACE,
    metric: alertsLost,
    statistic: "Sum",
    above: 0,
  });
}
if (alertFailures !== undefined) {
  alarm("AlertFailures", {
    description: "Receivers reject alerts; the log of the ingest function names them.",
    namespace: NAMESPACE,
    metric: alertFailures,
    statistic: "Sum",
    above: FAILED_ALERTS,
  });
}

/** https://docs.aws.amazon.com/opensearch-service/latest/developerguide/cloudwatch-alarms.html */
if (domain !== undefined && options.engine?.domain !== undefined) {
  const ofDomain = {
    namespace: "AWS/ES",
    dimensions: {
      DomainName: domain.domainName,
      ClientId: aws.getCallerIdentityOutput().accountId,
    },
    statistic: "Maximum",
  };
  alarm("EngineRed", {
    description: "Some passages are on no node of the cluster, so searches fail or find less.",
    ...ofDomain,
    metric: "ClusterStatus.red",
    above: 0,
  });
  alarm("EngineBlocked", {
    description: "The cluster rejects writes because its disks or memory are full. It keeps answering.",
    ...ofDomain,
    metric: "ClusterIndexWritesBlocked",
    above: 0,
  });
  alarm("EngineMemory", {
    description: "The cluster's nodes are low on memory: choose a larger DATELINE_ENGINE_INSTANCE.",
    ...ofDomain,
    metric: "JVMMemoryPressure",
    above: MEMORY_PRESSURE_PERCENT,
  });
}

function alarm(name: string, { description, namespace, metric, dimensions, statistic, above }: Alarm): void {
  const isPercentile = statistic.startsWith("p");
  new aws.cloudwatch.MetricAlarm(name, {
    name: `${$app.name}-${$app.stage}-${name}`,
    alarmDescription: description,
    namespace,
    metricName: metric,
    ...(dimensions !== undefined && { dimensions }),
    ...(isPercentile ? { extendedStatistic: statistic } : { statistic }),
    comparisonOperator: "GreaterThanThreshold",
    threshold: above,
    period: FIVE_MINUTES,
    evaluationPeriods: 1,
    // No requests means nothing is wrong.
    treatMissingData: "notBreaching",
    ...(topic !== undefined && { alarmActions: [topic.arn], okActions: [topic.arn] }),
  });
}
