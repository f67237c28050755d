#!/usr/bin/env node
/**
 * A stub of the Pulumi engine, as much of it as `sst diff` calls: it runs the program with Pulumi's own mocks, so that no
 * provider and no cloud is asked, and writes the resources that the program declares to `STUB_PULUMI_RESOURCES`. What a
 * real engine does with them, and whether AWS would take them, it does not know.
 */
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The version that sst 4.17.1 asks for. */
const VERSION = "v3.215.0";
const REGION = "eu-west-1";
const ACCOUNT = "123456789012";

const [command, ...args] = process.argv.slice(2);
const backend = fileURLToPath(process.env.PULUMI_BACKEND_URL ?? "file:///");

if (command === "version") console.log(VERSION);
else if (command === "stack" && args[0] === "init") initStack(args[1]);
else if (command === "preview") await preview(optionOf("--stack"), optionOf("--event-log"));
else {
  console.error(`the stub of Pulumi refuses "${command}": it can only preview`);
  process.exit(1);
}

function optionOf(name) {
  return args[args.indexOf(name) + 1];
}

function initStack(stack) {
  const [, app, stage] = stack.split("/");
  const path = join(backend, ".pulumi", "stacks", app, `${stage}.json`);
  const manifest = { time: new Date().toISOString(), magic: "", version: VERSION };
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(
    path,
    JSON.stringify({ version: 3, checkpoint: { stack, latest: { manifest, resources: [] } } }),
  );
}

async function preview(stack, eventLog) {
  const [organization, app, stage] = stack.split("/");
  const main = /main: (.*)/.exec(readFileSync(join(backend, "Pulumi.yaml"), "utf8"))[1];
  const load = createRequire(main);
  const { runtime } = load("@pulumi/pulumi");
  const resources = recordRegistrations(load("@pulumi/pulumi/runtime/mocks").MockMonitor.prototype);
  const newResource = ({ type, name, inputs }) => {
    return { id: idOf(name, inputs), state: stateOf(type, name, inputs) };
  };
  await runtime.setMocks({ newResource, call }, app, stage, false, organization);
  const emit = eventWriter(eventLog);
  const fail = (error) => {
    const message = `${error?.message ?? error}\n${error?.stack ?? ""}`;
    emit({ diagnosticEvent: { urn: "", message, color: "never", severity: "error" } });
    emit({ summaryEvent: {} });
    process.exit(1);
  };
  // Errors of outputs are nobody's to catch.
  process.on("unhandledRejection", fail).on("uncaughtException", fail);
  await runtime.runInPulumiStack(async () => (await import(pathToFileURL(main).href)).default).catch(fail);
  await runtime.disconnect();
  for (const { type, name } of resources)
    emit(creation(type, `urn:pulumi:${stage}::${app}::${type}::${name}`));
  emit({ summaryEvent: { durationSeconds: 1, resourceChanges: { create: resources.length } } });
  writeFileSync(process.env.STUB_PULUMI_RESOURCES, JSON.stringify(resources, null, 1));
  process.exit(0);
}

/** Mocks are told a resource's inputs and nothing of its options, which the requests behind them carry. */
function recordRegistrations(monitor) {
  const resources = [];
  const { registerResource, registerResourceOutputs } = monitor;
  monitor.registerResource = function (request, callback) {
    resources.push({
      type: request.getType(),
      name: request.getName(),
      inputs: request.getObject().toJavaScript(),
      retainOnDelete: request.getRetainondelete(),
    });
    return registerResource.call(this, request, callback);
  };
  monitor.registerResourceOutputs = function (request, callback) {
    const [, , type, name] = request.getUrn().split("::");
    const resource = resources.find((other) => other.type === type && other.name === name);
    if (resource !== undefined) resource.outputs = request.getOutputs().toJavaScript();
    return registerResourceOutputs.call(this, request, callback);
  };
  return resources;
}

function eventWriter(path) {
  let sequence = 0;
  return (event) => {
    const timestamp = Math.floor(Date.now() / 1000);
    appendFileSync(path, `${JSON.stringify({ sequence, timestamp, ...event })}\n`);
    sequence += 1;
  };
}

function creation(type, urn) {
  const state = { type, urn, custom: true, id: "", parent: "", inputs: {}, outputs: {}, provider: "" };
  const metadata = { op: "create", urn, type, old: null, new: state, logical: true, provider: "" };
  return { resOutputsEvent: { planning: true, metadata } };
}

function idOf(name, { name: ownName, bucket }) {
  return String(ownName ?? bucket ?? name.toLowerCase());
}

/** What AWS would answer, as far as the program reads it. */
function stateOf(type, name, inputs) {
  const [, service] = /^aws:(\w+)/.exec(type) ?? ["", "stub"];
  return {
    ...inputs,
    name: inputs.name ?? name,
    bucket: inputs.bucket ?? name.toLowerCase(),
    arn: `arn:aws:${service}:${REGION}:${ACCOUNT}:${name}`,
    url: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${name}`,
    functionUrl: `https://stub.lambda-url.${REGION}.on.aws/`,
    domainName: "stub.cloudfront.net",
    bucketRegionalDomainName: `${name.toLowerCase()}.s3.${REGION}.amazonaws.com`,
    hostedZoneId: "Z0",
    endpoint: `search-stub.${REGION}.es.amazonaws.com`,
    // Of a certificate: what has to be in the DNS before it is made out.
    domainValidationOptions: [
      {
        domainName: inputs.domainName,
        resourceRecordName: `_stub.${inputs.domainName}`,
        resourceRecordType: "CNAME",
        resourceRecordValue: "stub.acm-validations.aws",
      },
    ],
    base64: Buffer.alloc(32, 7).toString("base64"),
    result: "stub",
  };
}

function call({ token, inputs }) {
  switch (token) {
    case "aws:index/getRegion:getRegion":
      return { region: REGION, name: REGION, id: REGION };
    case "aws:servicequotas/getServiceQuota:getServiceQuota":
      // Of an account as it usually is, or of a new one.
      return { value: Number(process.env.STUB_LAMBDA_CONCURRENCY ?? 1_000) };
    case "aws:index/getPartition:getPartition":
      return { partition: "aws", dnsSuffix: "amazonaws.com" };
    case "aws:index/getCallerIdentity:getCallerIdentity":
      return { accountId: ACCOUNT };
    case "aws:iam/getPolicyDocument:getPolicyDocument":
      return { json: JSON.stringify({ Statement: inputs.statements }), statements: inputs.statements };
    default:
      return {};
  }
}
