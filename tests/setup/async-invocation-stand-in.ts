/** What Lambda sends to the destination of failures (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html). */
export interface FailureRecord {
  readonly requestContext: {
    readonly condition: "RetriesExhausted";
    readonly approximateInvokeCount: number;
  };
  readonly requestPayload: object;
  readonly responsePayload: { readonly errorMessage: string };
}

/** As `FunctionEventInvokeConfig` declares it. */
export interface AsyncInvocationOptions {
  readonly maximumRetryAttempts: number;
  readonly invoke: (event: object) => Promise<{ readonly failure?: string }>;
}

/**
 * Stands in for Lambda's asynchronous invocations, by which EventBridge Scheduler calls: the scheduler is told that the event
 * is there and nothing of what comes of it, Lambda tries again after an error, and a destination learns when it gives up.
 */
export class AsyncInvocationStandIn {
  readonly #options: AsyncInvocationOptions;
  readonly failures: FailureRecord[] = [];

  constructor(options: AsyncInvocationOptions) {
    this.#options = options;
  }

  /** @returns what the scheduler hears, whatever the function does */
  async call(event: object): Promise<{ readonly StatusCode: 202 }> {
    const most = 1 + this.#options.maximumRetryAttempts;
    for (let attempt = 1; attempt <= most; attempt++) {
      const { failure } = await this.#options.invoke(event);
      if (failure === undefined) break;
      if (attempt < most) continue;
      this.failures.push({
        requestContext: { condition: "RetriesExhausted", approximateInvokeCount: attempt },
        requestPayload: event,
        responsePayload: { errorMessage: failure },
      });
    }
    return { StatusCode: 202 };
  }
}
