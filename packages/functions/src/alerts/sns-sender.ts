import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import type { AlertMessage } from "@dateline-search/core/alerts/alert-message";
import { payloadOf } from "@dateline-search/core/alerts/alert-message";
import type { SendMessage } from "@dateline-search/core/alerts/deliver-messages";
import { DatelineError } from "@dateline-search/core/errors";

/** No retries: an undelivered message is sent again later anyway. */
const CLIENT = { maxAttempts: 1 };
/** SNS limits messages to 262,144 bytes and subjects to 100 characters. */
const MAX_SUBJECT = 100;
const FIFO = /\.fifo$/;

/**
 * Publishes messages to the SNS topics that they name, with the same body as webhooks. A FIFO topic gets the
 * messages of each alert in order and without duplicates within five minutes.
 *
 * @returns a function that throws DatelineError `store-unreachable`
 */
export function snsSender(): SendMessage {
  const clients = new Map<string, SNSClient>();
  const clientOf = (region: string) => {
    const known = clients.get(region) ?? new SNSClient({ ...CLIENT, region });
    clients.set(region, known);
    return known;
  };
  return async (message, { signal }) => {
    const { channel } = message;
    if (channel.type !== "sns") return;
    const { topic } = channel;
    const region = topic.split(":")[3] ?? "";
    try {
      await clientOf(region).send(new PublishCommand(toInput(message, topic)), {
        ...(signal !== undefined && { abortSignal: signal }),
      });
    } catch (cause) {
      const reason = cause instanceof Error ? cause.name : "it failed";
      throw new DatelineError("store-unreachable", `Cannot send the alert to ${topic}: ${reason}`, { cause });
    }
  };
}

function toInput(message: AlertMessage, topic: string): PublishCommand["input"] {
  const text = (value: string) => ({ DataType: "String", StringValue: value });
  return {
    TopicArn: topic,
    Message: JSON.stringify(payloadOf(message)),
    Subject: subjectOf(message),
    MessageAttributes: { id: text(message.id), type: text(message.type), alert: text(message.alert.id) },
    ...(FIFO.test(topic) && { MessageGroupId: message.alert.id, MessageDeduplicationId: message.id }),
  };
}

/** For e-mail: SNS requires printable ASCII. */
function subjectOf({ alert, type }: AlertMessage): string {
  const what = type === "alert.matched" ? "New" : "Taken back";
  const name = alert.name.normalize("NFD").replaceAll(/[^\x20-\x7e]/g, "");
  return `${what}: ${name || alert.id}`.slice(0, MAX_SUBJECT);
}
