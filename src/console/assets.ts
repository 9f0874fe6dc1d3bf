// The console's style sheets and scripts, as `npm start` and `npm run deploy` put them beside the Worker, and the document that
// `custom` charts come alive in.

import { z } from "zod";
import { bytesReply, publicOperation, type PublicCall, type Reply } from "../edge/index.ts";
import { fault } from "../kernel/fault.ts";
import { failed, ok, type Result } from "../kernel/result.ts";
import { FRAME_FILE, frameHeaders, isForFrames, isHashed } from "./frame-document.ts";

const FOR_EVER = "public, max-age=31536000, immutable";
const FOR_A_WEEK = "public, max-age=604800";
/** Cheap: an answer that says that it is the same. */
const ASKED_AGAIN = "public, max-age=0, must-revalidate";

const isFont = (name: string): boolean => name.endsWith(".ttf");

function keptFor(name: string): string {
  if (isHashed(name)) return FOR_EVER;
  return isFont(name) ? FOR_A_WEEK : ASKED_AGAIN;
}

type AssetCall = Pick<PublicCall, "assets" | "url" | "request">;

/** `request.no_such_route` for a file that there is not. */
async function answerFile(
  { assets, url, request }: AssetCall,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<Result<Reply>> {
  const known = request.headers.get("if-none-match");
  const asked = known === null ? {} : { "if-none-match": known };
  const asset = await assets.fetch(new URL(path, url), { headers: asked });
  const etag = asset.headers.get("etag");
  const kept = { ...headers, ...(etag === null ? {} : { etag }) };
  if (asset.status === 304) return ok({ status: 304, headers: kept, body: null });
  if (!asset.ok || asset.body === null) return failed(fault("request.no_such_route"));
  const reply = bytesReply(asset.headers.get("content-type") ?? "text/javascript", asset.body);
  return ok({ ...reply, headers: { ...reply.headers, ...kept } });
}

const PUBLIC = { method: "GET", tag: "Console", isPage: true, carries: [], query: null } as const;

export const assetOperation = publicOperation({
  ...PUBLIC,
  id: "console.asset",
  path: "/console/assets/{name}",
  summary: "What the console's pages are made of",
  params: z.object({ name: z.string().regex(/^[a-z0-9-]+\.(?:js|css|svg|ttf)$/) }),
  body: { kind: "none" },
  responses: { 200: { description: "A script, style sheet or picture", contentType: "text/javascript" } },
  handle: async (call) => {
    const { name } = call.params;
    // The fonts are those that reports are written with.
    const folder = isFont(name) ? "fonts" : "console";
    return answerFile(call, `/${folder}/${name}`, {
      "cache-control": keptFor(name),
      ...(isForFrames(name) ? { "cross-origin-resource-policy": "cross-origin" } : {}),
    });
  },
});

export const frameOperation = publicOperation({
  ...PUBLIC,
  id: "console.frame",
  path: "/console/frame",
  summary: "The sandboxed document of a `custom` chart",
  params: null,
  body: { kind: "none" },
  responses: { 200: { description: "The document", contentType: "text/html" } },
  handle: async (call) =>
    answerFile(call, `/console/${FRAME_FILE}`, {
      "cache-control": ASKED_AGAIN,
      ...frameHeaders(call.url.origin),
    }),
});
