import { expect, test } from "vitest";
import type { DeclaredResources } from "../../setup/declared-resources.ts";

/** Who learns of what goes wrong, and what is not there unless asked for. */
export function describeObservation(declared: () => DeclaredResources): void {
  test("errors, slowness, cold starts, throttling and dead letters raise alarms", () => {
    const alarms = declared().all("aws:cloudwatch/metricAlarm:MetricAlarm");
    expect(alarms.map(({ name }) => name).sort()).toEqual([
      "FailedRuns",
      "IngestDeadLetters",
      "IngestDelay",
      "IngestErrors",
      "RefreshErrors",
      "SearchColdStarts",
      "SearchDuration",
      "SearchErrors",
      "SearchFailures",
      "SearchThrottles",
    ]);
    expect(declared().inputs("aws:cloudwatch/metricAlarm:MetricAlarm", "IngestDeadLetters")).toMatchObject({
      metricName: "ApproximateNumberOfMessagesVisible",
      threshold: 0,
      dimensions: { QueueName: declared().inputs("aws:sqs/queue:Queue", "IngestDeadLettersQueue")["name"] },
    });
    const dashboard = JSON.parse(
      String(declared().only("aws:cloudwatch/dashboard:Dashboard")["dashboardBody"]),
    );
    expect(dashboard.widgets).toHaveLength(6);
  });

  test("optional resources with a cost are absent", () => {
    const types = [
      "aws:scheduler/schedule:Schedule",
      "aws:cloudfront/distribution:Distribution",
      "aws:budgets/budget:Budget",
    ];
    for (const type of types) {
      expect(declared().all(type)).toEqual([]);
    }
  });
}
