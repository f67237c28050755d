import { isPrivateAddress } from "@dateline-search/core/adapters/source/private-addresses";
import { expect, test } from "vitest";

test.each([
  "127.0.0.1",
  "10.1.2.3",
  "172.31.255.255",
  "192.168.0.1",
  "169.254.169.254",
  "100.64.0.1",
  "0.0.0.0",
  "255.255.255.255",
  "::1",
  "[::1]",
  "::",
  "::ffff:169.254.169.254",
  "::ffff:a9fe:a9fe",
  "::10.0.0.1",
  "64:ff9b::a00:1",
  "2002:a00:1::1",
  "2001:0:4136:e378:8000:63bf:3fff:fdd2",
  "fd00:ec2::254",
  "fe80::1",
  "ff02::1",
])("%s is an address of a machine or a private network", (address) => {
  expect(isPrivateAddress(address)).toBe(true);
});

test.each([
  "93.184.215.14",
  "172.32.0.1",
  "::ffff:93.184.215.14",
  "2606:2800:21f:cb07:6820:80da:af6b:8b2c",
  "2001:4860:4860::8888",
])("%s is a public address", (address) => {
  expect(isPrivateAddress(address)).toBe(false);
});
