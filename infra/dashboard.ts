/// <reference path="../.sst/platform/config.d.ts" />

import { search } from "./api";
import { deadLetters, failedRuns, ingest, queue } from "./ingest";
import { coldStarts, failedRequests, NAMESPACE, requests } from "./log-metrics";

const WIDTH = 12;
const HEIGHT = 6;

type Metric = readonly [namespace: string, metric: string, ...rest: (string | object)[]];

interface Graph {
  readonly title: string;
  readonly metrics: readonly Metric[];
}

interface Names {
  readonly search: string;
  readonly ingest: string;
  readonly queues: readonly string[];
}

const region = aws.getRegionOutput().region;

/** One page with request rates, latencies, failures and queue lengths. */
export const dashboard = new aws.cloudwatch.Dashboard("Dashboard", {
  dashboardName: `${$app.name}-${$app.stage}`,
  dashboardBody: $resolve([
    search.name,
    ingest.name,
    queue.nodes.queue.name,
    deadLetters.nodes.queue.name,
    failedRuns.nodes.queue.name,
    region,
  ]).apply(([searchName, ingestName, queueName, deadLettersName, failedRunsName, region]) => {
    const queues = [queueName, deadLettersName, failedRunsName];
    const names = { search: searchName, ingest: ingestName, queues };
    const graphs = [...searchGraphs(names), ...ingestGraphs(names)];
    return JSON.stringify({ widgets: graphs.map((graph, index) => toWidget(graph, index, region)) });
  }),
});

function searchGraphs({ search }: Names): Graph[] {
  return [
    {
      title: "Queries",
      metrics: [lambdaMetric(search, "Invocations", "Sum"), lambdaMetric(search, "Throttles", "Sum")],
    },
    {
      title: "Failures",
      metrics: [lambdaMetric(search, "Errors", "Sum"), [NAMESPACE, failedRequests, { stat: "Sum" }]],
    },
    {
      title: "Time to answer, ms",
      metrics: ["p50", "p90", "p99"].map((stat) => [NAMESPACE, requests, { stat, label: stat }]),
    },
    {
      title: "Cold starts: count, and ms until the index was open",
      metrics: [
        [NAMESPACE, coldStarts, { stat: "SampleCount", label: "containers" }],
        [NAMESPACE, coldStarts, { stat: "p90", label: "p90", yAxis: "right" }],
      ],
    },
  ];
}

function ingestGraphs({ ingest, queues }: Names): Graph[] {
  return [
    {
      title: "Ingest",
      metrics: [
        lambdaMetric(ingest, "Invocations", "Sum"),
        lambdaMetric(ingest, "Errors", "Sum"),
        lambdaMetric(ingest, "Duration", "p90"),
      ],
    },
    {
      title: "Waiting articles, dead letters and failed runs",
      metrics: queues.map((name) => [
        "AWS/SQS",
        "ApproximateNumberOfMessagesVisible",
        "QueueName",
        name,
        { stat: "Maximum" },
      ]),
    },
  ];
}

function lambdaMetric(functionName: string, metric: string, stat: string): Metric {
  return ["AWS/Lambda", metric, "FunctionName", functionName, { stat }];
}

function toWidget({ title, metrics }: Graph, index: number, region: string): object {
  return {
    type: "metric",
    x: (index % 2) * WIDTH,
    y: Math.floor(index / 2) * HEIGHT,
    width: WIDTH,
    height: HEIGHT,
    properties: { title, metrics, region, view: "timeSeries", period: 300 },
  };
}
