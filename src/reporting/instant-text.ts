// How documents write instants and durations: RFC 3339, or relative to the moment at which a dashboard is looked at.

import { z } from "zod";
import { parseDurationMs, parseInstant } from "../kernel/time.ts";

/** `now`, `now-6h`, an RFC 3339 instant, epoch milliseconds as text. */
export const instantText = z
  .string()
  .min(1)
  .max(64)
  .refine((text) => parseInstant(text, 0).ok, "write `now-6h`, `now` or an RFC 3339 instant");

export const durationText = z
  .string()
  .max(16)
  .refine((text) => (parseDurationMs(text) ?? 0) > 0, "write a duration such as `30s`, `5m` or `7d`");
