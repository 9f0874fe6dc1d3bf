// The console's style sheet and scripts, as `npm start` and `npm run deploy` put them beside the Worker.

import { z } from "zod";
import { bytesReply, publicOperation } from "../edge/index.ts";
import { fault } from "../kernel/fault.ts";
import { failed, ok } from "../kernel/result.ts";

const FOR_A_WEEK = "public, max-age=604800";
/** Cheap: an answer that says that it is the same. */
const ASKED_AGAIN = "public, max-age=0, must-revalidate";

export const assetOperation = publicOperation({
  id: "console.asset",
  method: "GET",
  path: "/console/assets/{name}",
  tag: "Console",
  isPage: true,
  carries: [],
  summary: "What the console's pages are made of",
  params: z.object({ name: z.string().regex(/^[a-z0-9-]+\.(?:js|css|svg|ttf)$/) }),
  query: null,
  body: { kind: "none" },
  responses: { 200: { description: "A script, style sheet or picture", contentType: "text/javascript" } },
  handle: async ({ assets, params, url, request }) => {
    const known = request.headers.get("if-none-match");
    const headers = known === null ? {} : { "if-none-match": known };
    // The fonts are those that reports are written with.
    const isFont = params.name.endsWith(".ttf");
    const folder = isFont ? "fonts" : "console";
    const asset = await assets.fetch(new URL(`/${folder}/${params.name}`, url), { headers });
    const etag = asset.headers.get("etag");
    const kept = {
      "cache-control": isFont ? FOR_A_WEEK : ASKED_AGAIN,
      ...(etag === null ? {} : { etag }),
    };
    if (asset.status === 304) return ok({ status: 304, headers: kept, body: null });
    if (!asset.ok || asset.body === null) return failed(fault("request.no_such_route"));
    const type = asset.headers.get("content-type") ?? "text/javascript";
    const reply = bytesReply(type, asset.body);
    return ok({ ...reply, headers: { ...reply.headers, ...kept } });
  },
});
