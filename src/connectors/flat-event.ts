// What systems that map fields by hand are sent: the event, flat, with what a person would ask of it already worked out.

import { text, value, type Template } from "./template.ts";

export const FLAT_EVENT: Template = {
  id: value("id"),
  type: value("type"),
  timestamp: value("at"),
  title: value("title"),
  summary: text("{summary}", 1_000, "line"),
  severity: value("severity"),
  state: value("state"),
  dedup_key: value("dedup_key"),
  tenant: value("tenant"),
  key: value("key"),
  sequence: value("sequence"),
  link: value("link"),
  data: value("data"),
};
