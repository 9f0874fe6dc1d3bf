// The parts of ECharts that kinds use, and no more. Loaded by `await import()` only: at start-up it would cost more than
// the rest of the gateway.

import {
  BarChart,
  BoxplotChart,
  CandlestickChart,
  FunnelChart,
  GaugeChart,
  GraphChart,
  HeatmapChart,
  LineChart,
  ParallelChart,
  PieChart,
  RadarChart,
  SankeyChart,
  ScatterChart,
  SunburstChart,
  TreemapChart,
} from "echarts/charts";
import {
  CalendarComponent,
  DatasetComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  ParallelComponent,
  PolarComponent,
  RadarComponent,
  SingleAxisComponent,
  TitleComponent,
  TooltipComponent,
  VisualMapComponent,
} from "echarts/components";
import { init, use, type ECharts } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import type { ChartOption, Size } from "../kinds/kind.ts";
import { keepKeysApart } from "./text-cache.ts";

use([
  BarChart,
  BoxplotChart,
  CandlestickChart,
  FunnelChart,
  GaugeChart,
  GraphChart,
  HeatmapChart,
  LineChart,
  ParallelChart,
  PieChart,
  RadarChart,
  SankeyChart,
  ScatterChart,
  SunburstChart,
  TreemapChart,
  CalendarComponent,
  DatasetComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  ParallelComponent,
  PolarComponent,
  RadarComponent,
  SingleAxisComponent,
  TitleComponent,
  TooltipComponent,
  VisualMapComponent,
  SVGRenderer,
]);
keepKeysApart();

/** Where a chart's axes stand, in its own pixels. */
export interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface RenderedChart {
  readonly svg: string;
  /** Null for a chart whose first axis is not of time. */
  readonly plot: Plot | null;
}

/** The chart as an SVG document. The instance is disposed of, whatever happens: it would be held for ever. */
export function renderChart(option: ChartOption, size: Size): RenderedChart {
  const chart = init(null, null, { renderer: "svg", ssr: true, ...size });
  try {
    chart.setOption(option);
    return { svg: chart.renderToSVGString({ useViewBox: true }), plot: plotOf(chart, option, size) };
  } finally {
    chart.dispose();
  }
}

const EDGE = { left: 12, top: 14 } as const;

/** Asked of the chart itself, which has made room for its labels by now. */
function plotOf(chart: ECharts, { xAxis }: ChartOption, size: Size): Plot | null {
  const { type, min, max } = (xAxis ?? {}) as { type?: unknown; min?: unknown; max?: unknown };
  if (type !== "time" || typeof min !== "number" || typeof max !== "number") return null;
  const across = { xAxisIndex: 0 };
  const [left, right] = [chart.convertToPixel(across, min), chart.convertToPixel(across, max)];
  if (!Number.isFinite(left) || !Number.isFinite(right)) return null;
  const bottom = lowestPixel(chart, size);
  return { left: Math.max(EDGE.left, left), right, top: EDGE.top, bottom };
}

/** The last row of pixels that still lies within the plot. */
function lowestPixel(chart: ECharts, { width, height }: Size): number {
  let bottom = height;
  while (bottom > EDGE.top && !chart.containPixel({ gridIndex: 0 }, [width / 2, bottom])) bottom--;
  return bottom;
}
