// A picture in a page: the drawing with its sentence, the same as a table, and for whoever points at it the values along its
// time axis. Tables and prose are the page's own.

import { raw } from "hono/html";
import type { PictureView } from "../../reporting/index.ts";
import { darkColours } from "../picture-rules.ts";
import type { Words } from "../words/words.ts";

type Table = NonNullable<PictureView["table"]>;
type Block = NonNullable<PictureView["blocks"]>[number];

function TableOf({ table, words }: { readonly table: Table; readonly words: Words }) {
  return (
    <div class="scroll" tabindex={0} role="group" aria-label={words.panel.table}>
      <table class="values">
        <thead>
          <tr>
            {table.columns.map(({ title, align }) => (
              <th scope="col" class={align}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr>
              {row.map(({ text, severity }, at) => (
                <td class={`${table.columns[at]?.align ?? "left"} ${severity ?? ""}`}>{text}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {table.more > 0 ? <p class="small">{words.panel.more(table.more)}</p> : null}
    </div>
  );
}

/** Panels begin at the third level of headings. */
const BLOCKS: Readonly<Record<string, (text: string) => ReturnType<typeof Paragraph>>> = {
  heading: (text) => <h4>{text}</h4>,
  item: (text) => <p class="item">{text}</p>,
  code: (text) => (
    <pre>
      <code>{text}</code>
    </pre>
  ),
};

const Paragraph = (text: string) => <p>{text}</p>;

const BlockOf = ({ style, text }: Block) => (BLOCKS[style] ?? Paragraph)(text);

interface Shown {
  readonly picture: PictureView;
  readonly words: Words;
  readonly title: string;
}

export function PictureOf({ picture, words, title }: Shown) {
  const { form, table, blocks } = picture;
  if (form === "empty")
    return (
      <div class="empty-panel">
        <p>{picture.words}</p>
      </div>
    );
  if (form === "prose") return <div class="prose">{(blocks ?? []).map((block) => BlockOf(block))}</div>;
  if (form === "table" && table !== null) return <TableOf table={table} words={words} />;
  return (
    <>
      <Chart picture={picture} words={words} title={title} />
      {table === null ? null : (
        <details class="as-table">
          <summary>{words.panel.asTable}</summary>
          <TableOf table={table} words={words} />
        </details>
      )}
      {picture.row_filter_applied ? <p class="small filtered">{words.panel.filtered}</p> : null}
    </>
  );
}

/** LIMIT: larger ones stay pictures: the page would carry their values twice. */
const MOST_ALIVE_CHARS = 300_000;

/** What the frame of a `custom` chart is handed, inert in the page; a script takes it there (islands/custom-charts.ts). */
function aliveText({ picture, words }: Pick<Shown, "picture" | "words">): string | null {
  const { option, words: sentence } = picture;
  if (option === null) return null;
  const dark = Object.fromEntries(darkColours());
  const text = JSON.stringify({ option, words: sentence, language: words.language, dark });
  return text.length > MOST_ALIVE_CHARS ? null : text;
}

function Chart({ picture, words, title }: Shown) {
  const { svg, pointed } = picture;
  const alive = aliveText({ picture, words });
  if (alive !== null)
    return (
      <div class="chart" data-custom="still">
        {raw(svg)}
        <template>{alive}</template>
      </div>
    );
  if (pointed === null) return <div class="chart">{raw(svg)}</div>;
  const { from_ms, to_ms, left, right, top, bottom } = pointed;
  return (
    <div
      class="chart"
      tabindex={0}
      role="group"
      aria-label={words.panel.point(title)}
      data-plot={[from_ms, to_ms, left, right, top, bottom].map((part) => String(Math.round(part))).join(" ")}
    >
      {raw(svg)}
    </div>
  );
}
