// What an ECharts option of somebody's own may hold: names of an allow-list, and values that can only be looked at. No
// functions (it is JSON), no formatters, no rich text, no markup, no images, no links: so nothing of it runs or is fetched.
// LIMIT: 3,000 values, nested 10 deep.

const TOP: ReadonlySet<string> = new Set(
  (
    "xAxis yAxis series grid legend visualMap polar angleAxis radiusAxis radar singleAxis parallel " +
    "parallelAxis calendar title tooltip color"
  ).split(" "),
);

const SERIES_TYPES: ReadonlySet<string> = new Set(
  (
    "line bar pie scatter radar tree treemap sunburst boxplot candlestick heatmap parallel graph " +
    "sankey funnel gauge"
  ).split(" "),
);

const INNER: ReadonlySet<string> = new Set(
  (
    "type id name show data datasetId datasetIndex encode x y angle z zlevel value xAxisIndex " +
    "yAxisIndex gridIndex polarIndex radarIndex calendarIndex seriesIndex coordinateSystem dimension " +
    "dimensions itemName tooltip trigger orient position left right top bottom width height padding " +
    "margin offset align verticalAlign min max interval minInterval maxInterval splitNumber scale " +
    "inverse boundaryGap logBase nameLocation nameGap nameTextStyle nameRotate axisLine axisTick " +
    "axisLabel splitLine splitArea minorTick minorSplitLine rotate hideOverlap showMinLabel " +
    "showMaxLabel length lineStyle itemStyle areaStyle textStyle label labelLine labelLayout " +
    "upperLabel emphasis blur select focus disabled color colorBy opacity borderColor borderWidth " +
    "borderRadius borderType backgroundColor fontSize fontWeight fontStyle distance overflow ellipsis " +
    "lineHeight stack stackStrategy smooth step sampling connectNulls symbol symbolSize showSymbol " +
    "symbolRotate barWidth barMaxWidth barMinHeight barGap barCategoryGap roundCap radius center " +
    "startAngle endAngle clockwise roseType minAngle avoidLabelOverlap sort gap minSize maxSize " +
    "funnelAlign indicator shape axisName links edges nodes source target categories category layout " +
    "nodeWidth nodeGap nodeAlign curveness children levels depth visibleMin leafDepth breadcrumb " +
    "gapWidth pointer progress anchor detail offsetCenter title calculable inRange outOfRange pieces " +
    "categories text subtext itemWidth itemHeight itemGap icon range cellSize dayLabel monthLabel " +
    "yearLabel firstDay nameMap markLine markArea silent xAxis yAxis parallelIndex dim " +
    "parallelAxisDefault axisType large containLabel selectedMode"
  ).split(" "),
);

const MOST_VALUES = 3_000;
const MOST_DEPTH = 10;
const MOST_TEXT = 512;
/** Colours and paints get into attributes; what could end one, or fetch something, stays out. */
const UNSAFE_TEXT = /["<>]|:\/\/|javascript:|data:|image:|path:|url\(/i;
/** Labels have templates of their own, whose text is drawn: `{b}: {c}`. */
const TEXT_NAMES: ReadonlySet<string> = new Set(["name", "text", "subtext", "data", "value", "id"]);

export interface OptionFinding {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** All that must not be in it; the first 20. */
export function judgeOption(option: unknown): OptionFinding[] {
  const judged: Judged = { findings: [], values: 0 };
  if (typeof option !== "object" || option === null || Array.isArray(option))
    return [{ path: [], message: "is no object" }];
  for (const [name, value] of Object.entries(option)) {
    if (TOP.has(name)) visit(value, [name], judged);
    else judged.findings.push({ path: [name], message: "is not one of the parts that may be used" });
  }
  judgeSeries((option as Record<string, unknown>)["series"], judged);
  if (judged.values > MOST_VALUES)
    judged.findings.push({ path: [], message: `has more than ${MOST_VALUES} values` });
  return judged.findings.slice(0, 20);
}

interface Judged {
  readonly findings: OptionFinding[];
  values: number;
}

function judgeSeries(series: unknown, { findings }: Judged): void {
  const list = Array.isArray(series) ? series : [series];
  for (const [at, one] of list.entries()) {
    const type: unknown = (one as Record<string, unknown> | null | undefined)?.["type"];
    if (typeof type === "string" && SERIES_TYPES.has(type)) continue;
    findings.push({ path: ["series", at, "type"], message: `is none of ${[...SERIES_TYPES].join(", ")}` });
  }
}

function visit(value: unknown, path: readonly (string | number)[], judged: Judged): void {
  judged.values++;
  if (judged.values > MOST_VALUES || judged.findings.length > 20) return;
  if (path.length > MOST_DEPTH) judged.findings.push({ path, message: "is nested too deep" });
  else if (typeof value === "string") visitText(value, path, judged);
  else if (Array.isArray(value)) for (const [at, item] of value.entries()) visit(item, [...path, at], judged);
  else if (typeof value === "object" && value !== null) visitObject(value, path, judged);
}

function visitObject(value: object, path: readonly (string | number)[], judged: Judged): void {
  for (const [name, part] of Object.entries(value)) {
    if (INNER.has(name)) visit(part, [...path, name], judged);
    else
      judged.findings.push({ path: [...path, name], message: "is not one of the settings that may be used" });
  }
}

function visitText(text: string, path: readonly (string | number)[], { findings }: Judged): void {
  const name = path.findLast((step): step is string => typeof step === "string") ?? "";
  if (text.length > MOST_TEXT) findings.push({ path, message: `is longer than ${MOST_TEXT} characters` });
  else if (UNSAFE_TEXT.test(text) && !(TEXT_NAMES.has(name) && !/image:|:\/\//i.test(text)))
    findings.push({ path, message: "may not name an address, an image or markup" });
}
