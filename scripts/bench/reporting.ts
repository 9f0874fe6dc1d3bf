// What people see of their telemetry, over HTTP against the runtime: a report on paper, a dashboard's page, large exports.

import type { Benchmark } from "./benchmark.ts";
import { openArena } from "./report-arena.ts";
import { measureBoard } from "./report-board.ts";
import { measurePaper } from "./report-paper.ts";
import { measureRows } from "./report-rows.ts";

export const reporting: Benchmark = {
  name: "report",
  summary: "a report of eight pages, a dashboard of twelve panels, a million rows as CSV and as a workbook",
  keepsState: false,
  async run(tools) {
    const arena = await openArena(`${tools.stateDir}/gateway`);
    try {
      const paper = await measurePaper(arena);
      const board = await measureBoard(arena);
      return [...paper, ...board, ...(await measureRows(arena, tools))];
    } finally {
      arena.heap.stop();
      await arena.gateway.stop();
    }
  },
};
