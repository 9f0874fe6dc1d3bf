// Where a request of ours may go: a table of hostile addresses, and the few that are taken.

import { expect, test } from "vitest";
import { checkAddress, type AddressRules } from "../../../src/webhooks/address.ts";
import { HOSTILE } from "./hostile-addresses.ts";

const MODES = ["production", "local"] as const satisfies readonly AddressRules["mode"][];

test("the table has more than sixty addresses, each once", () => {
  const all = Object.values(HOSTILE).flat();
  expect(all.length).toBeGreaterThanOrEqual(60);
  expect(new Set(all).size).toBe(all.length);
});

test.each(Object.entries(HOSTILE))("refuses addresses of the kind `%s` in every mode", (_kind, addresses) => {
  for (const mode of MODES) {
    const taken = addresses.filter((address) => checkAddress(address, { mode }).ok);
    expect({ mode, taken }).toEqual({ mode, taken: [] });
  }
  for (const address of addresses) {
    const checked = checkAddress(address, { mode: "production" });
    expect(checked).toMatchObject({ ok: false, fault: { code: "webhooks.address_refused" } });
  }
});

const LOOPBACK = [
  "http://127.0.0.1:1",
  "http://127.0.0.1:8787/hooks?x=1",
  "http://localhost:8787/",
  "http://localhost:65535",
];

test.each(LOOPBACK)("takes `%s` in local mode only", (address) => {
  expect(checkAddress(address, { mode: "local" })).toMatchObject({ ok: true });
  expect(checkAddress(address, { mode: "production" })).toMatchObject({ ok: false });
});

test.each([
  ["https://hooks.acme.com", "https://hooks.acme.com/", "hooks.acme.com"],
  ["https://hooks.acme.com/in/1?token=a%20b", "https://hooks.acme.com/in/1?token=a%20b", "hooks.acme.com"],
  ["https://HOOKS.Acme.COM:443/In", "https://hooks.acme.com/In", "hooks.acme.com"],
  ["https://hooks.acme.com:8443/", "https://hooks.acme.com:8443/", "hooks.acme.com"],
  ["https://xn--bcher-kva.example.com/", "https://xn--bcher-kva.example.com/", "xn--bcher-kva.example.com"],
  ["https://acme.xn--p1ai/", "https://acme.xn--p1ai/", "acme.xn--p1ai"],
  ["https://ec2-54-12-3-4.eu-west-1.compute.amazonaws.com/", undefined, undefined],
  ["https://3com.com/", "https://3com.com/", "3com.com"],
])("takes `%s` in every mode", (address, url = address, host = new URL(address).hostname) => {
  for (const mode of MODES)
    expect(checkAddress(address, { mode })).toEqual({ ok: true, value: { url, host } });
});

test("refuses the gateway's own hosts: a webhook to ourselves would go in circles", () => {
  const rules = { mode: "production", ownDomain: "Traceo.dev" } as const;
  expect(checkAddress("https://traceo.dev/v1/hooks/x", rules)).toMatchObject({ ok: false });
  expect(checkAddress("https://acme.eu.traceo.dev/v1/hooks/x", rules)).toMatchObject({ ok: false });
  expect(checkAddress("https://nottraceo.dev/v1/hooks/x", rules)).toMatchObject({ ok: true });
});
