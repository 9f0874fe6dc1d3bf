// How a picture is asked for: range, size, look, zone and the reader's choices; and the picture as it is answered, as SVG or
// as the frames that it is made from.

import { z } from "zod";
import { bytesReply, jsonReply, type Reply } from "../../edge/index.ts";
import { fault } from "../../kernel/fault.ts";
import { failed, ok, type Result } from "../../kernel/result.ts";
import { parseInstant } from "../../kernel/time.ts";
import type { Dashboard } from "../dashboard.ts";
import { draw } from "../draw/draw-panel.ts";
import { drawSvg } from "../draw/draw-svg.ts";
import { isZone } from "../draw/write-time.ts";
import { frameSchema } from "../frame.ts";
import { instantText } from "../instant-text.ts";
import type { Mark, RangeMs } from "../kinds/kind.ts";
import { LOOK_NAMES } from "../look.ts";
import type { Panel } from "../panel.ts";
import { fillText, type Choices } from "../variable.ts";
import type { Read } from "./run-panel.ts";

const side = (otherwise: number) => z.coerce.number().int().min(80).max(4_000).default(otherwise);

export const viewFields = {
  from: instantText.optional(),
  to: instantText.optional(),
  width: side(640),
  height: side(320),
  look: z.enum(LOOK_NAMES).default("light"),
  zone: z.string().max(64).refine(isZone, "is no time zone that is known here").optional(),
};

export type View = z.infer<z.ZodObject<typeof viewFields>>;

export const choicesSchema = z.record(z.string().max(32), z.array(z.string().max(1_024)).max(100));

/** `{"service":["checkout"]}`, as one parameter. */
export const choicesText = z
  .string()
  .max(8_192)
  .default("{}")
  .transform((text, context): Choices => {
    const parsed = choicesSchema.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    context.addIssue({ code: "custom", message: "is no JSON object of lists of texts by variable" });
    return z.NEVER;
  })
  .meta({ type: "string", examples: ['{"service":["checkout"]}'] });

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** `request.invalid` for a range the wrong way round. */
export function rangeOfView(
  view: Pick<View, "from" | "to">,
  time: Pick<Dashboard["time"], "from" | "to">,
  nowMs: number,
): Result<RangeMs> {
  const from = parseInstant(view.from ?? time.from, nowMs);
  if (!from.ok) return from;
  const to = parseInstant(view.to ?? time.to, nowMs);
  if (!to.ok) return to;
  if (from.value >= to.value) return failed(fault("request.invalid", "`from` must lie before `to`"));
  return ok({ fromMs: from.value, toMs: to.value });
}

export const framesSchema = z.object({
  frames: z.array(frameSchema),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  row_filter_applied: z.boolean(),
});

export function framesReply({ frames, isFiltered }: Read, { fromMs, toMs }: RangeMs): Reply {
  return jsonReply(200, {
    frames,
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    row_filter_applied: isFiltered,
  });
}

export interface Picture {
  readonly panel: Panel;
  readonly view: View;
  readonly range: RangeMs;
  readonly zone: string;
  readonly marks: readonly Mark[];
  /** Titles may name variables. */
  readonly choices: Choices;
}

export async function svgReply(
  { frames }: Read,
  { panel, view, range, zone, marks, choices }: Picture,
): Promise<Reply> {
  const size = { width: view.width, height: view.height };
  const drawing = draw(panel, frames, { look: view.look, size, zone, range, marks });
  const svg = await drawSvg(drawing, {
    look: view.look,
    size,
    id: panel.id,
    title: fillText(panel.title, choices),
  });
  return bytesReply("image/svg+xml", svg);
}
