// The console as a browser without scripts would use it: signs in with a key, keeps the cookie, sends forms from its pages.

import { exports } from "cloudflare:workers";
import { toAnswer, toRequest, type Answer, type Ask } from "./client.ts";
import type { World } from "./world.ts";

/** Redirects are answers here. */
export async function ask(target: string, wanted: Ask): Promise<Answer> {
  return toAnswer(
    await exports.default.fetch(new Request(toRequest(target, wanted), { redirect: "manual" })),
  );
}

export const encoded = (fields: Readonly<Record<string, string>>): string =>
  new URLSearchParams(fields).toString();

const FORM = { "content-type": "application/x-www-form-urlencoded" };

/** As a browser says of a form that one of our own pages sends. */
export const fromOurPage = (host: string): Readonly<Record<string, string>> => ({
  ...FORM,
  origin: `http://${host}`,
  "sec-fetch-site": "same-origin",
});

export async function sendKey({ host }: Pick<World, "host">, key: string): Promise<Answer> {
  return ask("POST /console/sign-in", { host, headers: fromOurPage(host), body: encoded({ key }) });
}

export interface Signed {
  readonly host: string;
  /** The session's cookie, as a browser sends it back. */
  readonly cookie: string;
}

export async function signIn(world: Pick<World, "host">, key: string): Promise<Signed> {
  const answer = await sendKey(world, key);
  const cookie = answer.headers.get("set-cookie")?.split(";", 1)[0];
  if (answer.status !== 303 || cookie === undefined) throw new Error(`not signed in: ${answer.text}`);
  return { host: world.host, cookie };
}

export async function visit({ host, cookie }: Signed, path: string, headers: object = {}): Promise<Answer> {
  return ask(`GET ${path}`, { host, headers: { accept: "text/html", cookie, ...headers } });
}

/** The token that pages of this session put into their forms. */
export async function tokenOf(signed: Signed): Promise<string> {
  const { text } = await visit(signed, "/console/dashboards");
  const token = /name="csrf" value="([0-9a-f]{64})"/.exec(text)?.[1];
  if (token === undefined) throw new Error(`no form in ${text}`);
  return token;
}

export async function submit(
  signed: Signed,
  path: string,
  fields: Readonly<Record<string, string>>,
): Promise<Answer> {
  const { host, cookie } = signed;
  const csrf = await tokenOf(signed);
  const headers = { ...fromOurPage(host), cookie, accept: "text/html" };
  return ask(`POST ${path}`, { host, headers, body: encoded({ csrf, ...fields }) });
}
