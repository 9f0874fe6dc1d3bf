// How mail and HTML files look: styles stand at each element, since many readers of mail know nothing else; a few classes let
// those that can follow a dark screen. Pictures keep their white paper.

import { LOOKS } from "../look.ts";

const { light, dark } = LOOKS;
const FONT = "font-family:'Noto Sans','Noto Sans JP','Noto Sans SC','Segoe UI',Helvetica,Arial,sans-serif";

export const STYLES = {
  page: `margin:0;padding:0;background:#f2f4f8;${FONT}`,
  card: `background:${light.background};border-radius:8px`,
  title: `margin:0;font-size:24px;line-height:1.25;font-weight:700;color:${light.text}`,
  subtitle: `margin:6px 0 0;font-size:15px;line-height:1.4;color:${light.muted}`,
  meta: `margin:10px 0 0;font-size:13px;line-height:1.5;color:${light.muted}`,
  section: `margin:0;font-size:18px;line-height:1.3;font-weight:700;color:${light.text}`,
  panel: `margin:0 0 6px;font-size:15px;line-height:1.35;font-weight:600;color:${light.text}`,
  text: `margin:0 0 8px;font-size:14px;line-height:1.5;color:${light.text}`,
  about: `margin:0 0 8px;font-size:13px;line-height:1.5;color:${light.muted}`,
  item: `margin:0 0 4px;font-size:14px;line-height:1.5;color:${light.text}`,
  code: `margin:0 0 8px;font-size:13px;line-height:1.5;font-family:Menlo,Consolas,monospace;color:${light.text}`,
  empty: `margin:0;padding:18px;font-size:14px;line-height:1.5;text-align:center;color:${light.muted}`,
  picture: "display:block;width:100%;height:auto;border:0;background:#ffffff;border-radius:4px",
  table: "width:100%;border-collapse:collapse",
  head: `padding:6px 8px;font-size:12px;line-height:1.4;font-weight:600;color:${light.muted};border-bottom:2px solid ${light.grid}`,
  cell: `padding:6px 8px;font-size:13px;line-height:1.4;color:${light.text};border-bottom:1px solid ${light.grid};word-break:break-word`,
} as const;

/** For readers that know it: colours on a dark screen. */
export const DARK_SHEET = `:root{color-scheme:light dark}@media (prefers-color-scheme:dark){.page{background:#0e121a!important}.card{background:${dark.background}!important}.strong{color:${dark.text}!important}.soft{color:${dark.muted}!important}.line{border-color:${dark.grid}!important}}`;
