// Links of panels and dashboards: to https addresses or to a place of this gateway. Nothing that a browser would run.

import { z } from "zod";

const OWN_PLACE = /^\/(?!\/)[^\s\\]*$/;

function isSafeAddress(text: string): boolean {
  if (OWN_PLACE.test(text)) return true;
  return URL.canParse(text) && new URL(text).protocol === "https:";
}

export const linkSchema = z.strictObject({
  title: z.string().min(1).max(128),
  url: z
    .string()
    .min(1)
    .max(2_048)
    .refine(isSafeAddress, "write an https address, or a path of this gateway that begins with `/`"),
});
