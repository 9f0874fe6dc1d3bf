// What a report's file is called: by its schedule's name and its due time, in what every file system takes.

import { openClockface } from "../draw/write-time.ts";

export interface Named {
  readonly name: string;
  readonly dueAtMs: number;
  readonly zone: string;
  readonly extension: string;
}

/** `Costs-by-team-2026-11-23-0900.pdf`. */
export function reportFileName({ name, dueAtMs, zone, extension }: Named, tail = ""): string {
  const stem = name
    .normalize("NFKD")
    .replaceAll(/[^A-Za-z0-9._-]+/g, "-")
    .replaceAll(/^[-.]+|[-.]+$/g, "")
    .slice(0, 80);
  const [day = "", time = ""] = openClockface(zone, 0).long(dueAtMs).split(" ");
  const stamp = `${day}-${time.slice(0, 5).replace(":", "")}`;
  return `${stem === "" ? "report" : stem}-${stamp}${tail}.${extension}`;
}
