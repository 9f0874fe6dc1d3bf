// The kinds of picture there are, by name. INVARIANT: names are stored in dashboards; they change by addition.

import { area } from "./area.ts";
import { bar } from "./bar.ts";
import { barGauge } from "./bar-gauge.ts";
import { boxPlot } from "./box-plot.ts";
import { bubble } from "./bubble.ts";
import { calendar } from "./calendar.ts";
import { candlestick } from "./candlestick.ts";
import { custom } from "./custom.ts";
import { donut } from "./donut.ts";
import { flameGraph } from "./flame-graph.ts";
import { funnel } from "./funnel.ts";
import { gauge } from "./gauge.ts";
import { geoMap } from "./geo-map.ts";
import { heatmap } from "./heatmap.ts";
import { histogram } from "./histogram.ts";
import type { Kind } from "./kind.ts";
import { line } from "./line.ts";
import { logs } from "./logs.ts";
import { parallel } from "./parallel.ts";
import { pie } from "./pie.ts";
import { radar } from "./radar.ts";
import { sankey } from "./sankey.ts";
import { scatter } from "./scatter.ts";
import { stackedBar } from "./stacked-bar.ts";
import { stat } from "./stat.ts";
import { stateTimeline } from "./state-timeline.ts";
import { statusHistory } from "./status-history.ts";
import { sunburst } from "./sunburst.ts";
import { table } from "./table.ts";
import { text } from "./text.ts";
import { topology } from "./topology.ts";
import { trace } from "./trace.ts";
import { treemap } from "./treemap.ts";
import { waterfall } from "./waterfall.ts";

export const KINDS = {
  line,
  area,
  bar,
  stacked_bar: stackedBar,
  heatmap,
  topology,
  pie,
  donut,
  scatter,
  bubble,
  gauge,
  bar_gauge: barGauge,
  stat,
  sankey,
  flame_graph: flameGraph,
  histogram,
  trace,
  waterfall,
  funnel,
  table,
  treemap,
  sunburst,
  box_plot: boxPlot,
  radar,
  candlestick,
  calendar,
  parallel,
  state_timeline: stateTimeline,
  status_history: statusHistory,
  geo_map: geoMap,
  logs,
  text,
  custom,
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof KINDS;

export const KIND_NAMES = Object.keys(KINDS) as readonly KindName[];

export const isKind = (name: string): name is KindName => Object.hasOwn(KINDS, name);
