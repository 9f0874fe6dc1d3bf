// Where an endpoint is to send, as it is kept: a connector's settings and credentials in their normal form.

import { expect, test } from "vitest";
import { checkTarget } from "../../../src/tenant/webhooks/check-target.ts";

const RULES = { mode: "production" } as const;
const PATH = "/services/T00000000/B00000000/xxxxxxxxxxxxxxxxxxxxxxxx";
const slack = (webhook_url: string) =>
  checkTarget({ url: null, connector: { id: "slack", settings: {} }, credentials: { webhook_url } }, RULES);

test("a secret address is kept in the form in which it is sent to, so that records of attempts are without it", () => {
  expect(slack(`https://HOOKS.slack.com:443${PATH}`)).toEqual({
    ok: true,
    value: {
      connector: { id: "slack", settings: {} },
      credentials: { webhook_url: `https://hooks.slack.com${PATH}` },
    },
  });
});

test("an endpoint with an address of its own has no credentials of a connector", () => {
  const checked = checkTarget({ url: "https://a.example.net/", connector: null, credentials: {} }, RULES);
  expect(checked).toEqual({ ok: true, value: { connector: null, credentials: {} } });
});
