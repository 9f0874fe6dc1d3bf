// A `.pq` file: one query in M that pages through GET /v1/metrics and expands it to a table with a row per data point and a
// column per label. The key is not in it: Power BI asks for it as the password of a basic credential and keeps it itself.

import { z } from "zod";
import { mText } from "./m-text.ts";

export const POWER_BI_QUERY = z.strictObject({
  name: z.string().min(1).max(128).describe("What the file is called"),
  metric: z.string().min(1).max(1_024),
  aggregation: z
    .enum(["avg", "min", "max", "sum", "count", "last", "rate", "increase", "p50", "p90", "p95", "p99"])
    .default("avg"),
  from: z.string().min(1).max(64).default("now-7d"),
  to: z.string().min(1).max(64).default("now"),
  interval: z.string().min(1).max(16).optional(),
});

type Query = z.infer<typeof POWER_BI_QUERY>;

const fieldsOf = ({ metric, aggregation, from, to, interval }: Query): string =>
  Object.entries({ metric, aggregation, from, to, interval, limit: "1000" })
    .flatMap(([name, value]) => (value === undefined ? [] : [`        ${name} = ${mText(value)}`]))
    .join(",\n");

/** Labels get a prefix of their own: one may be called `value`. */
const EXPAND = `    Series = List.Combine(List.Transform(Pages, each [data])),
    LabelNames = List.Sort(List.Distinct(List.Combine(List.Transform(Series, each Record.FieldNames([labels]))))),
    Records = Table.FromList(Series, Splitter.SplitByNothing(), {"series"}),
    Fields = Table.ExpandRecordColumn(Records, "series", {"metric", "unit", "labels", "datapoints"}),
    Points = Table.ExpandListColumn(Fields, "datapoints"),
    Values = Table.ExpandRecordColumn(Points, "datapoints", {"timestamp", "value"}),
    Labelled = Table.ExpandRecordColumn(Values, "labels", LabelNames, List.Transform(LabelNames, each "label." & _)),
    // What JSON has no number for comes as text.
    Numbers = Table.TransformColumns(Labelled, {{"value", each
        if _ = "NaN" then Number.NaN
        else if _ = "Infinity" then Number.PositiveInfinity
        else if _ = "-Infinity" then Number.NegativeInfinity
        else _}}),
    Result = Table.TransformColumnTypes(Numbers,
        {{"metric", type text}, {"unit", type text}, {"timestamp", type datetimezone}, {"value", type number}})`;

export function powerBiQuery(origin: string, query: Query): string {
  return `// Generated for Power BI and Excel: Get data, Blank query, Advanced editor. When asked for a credential choose Basic:
// any user name, and an API key as the password.
let
    Gateway = ${mText(origin)},
    Query = [
${fieldsOf(query)}
    ],
    GetPage = (cursor as nullable text) as record =>
        Json.Document(Web.Contents(Gateway, [
            RelativePath = "v1/metrics",
            Query = if cursor = null then Query else Query & [cursor = cursor]
        ])),
    // Held: what follows goes through them twice, and each is to be fetched once.
    Pages = List.Buffer(List.Generate(
        () => GetPage(null),
        (page) => page <> null,
        (page) => if page[next_cursor] = null then null else GetPage(page[next_cursor])
    )),
${EXPAND}
in
    Result
`;
}

/** Of the name what a file system and a header take. */
export function fileName(name: string): string {
  const plain = name.replaceAll(/[^A-Za-z0-9._-]+/g, "-").replaceAll(/^[.-]+|[.-]+$/g, "");
  return `${plain === "" ? "query" : plain}.pq`;
}
