// A panel in a page: its title, its menu, and a picture that is drawn when the page has got there.

import type { Child } from "hono/jsx";
import type { Dashboard, PictureView } from "../../reporting/index.ts";
import type { Outcome, Visit } from "../page.ts";
import { markup } from "../markup.ts";
import { pictureSize } from "../panel-size.ts";
import { problemOf, ProblemNotice } from "../problem-page.tsx";
import type { Words } from "../words/words.ts";
import { PictureOf } from "./picture.tsx";

export type Panel = Dashboard["rows"][number]["panels"][number];

interface Framed {
  readonly panel: Panel;
  readonly title: string;
  readonly words: Words;
  /** Where the picture is drawn anew. */
  readonly source: string;
  readonly windowWidth: number;
  readonly menu: Child;
  readonly body: Child;
  /** Of its heading: below the page's own, or below that of its row. */
  readonly level: 2 | 3;
}

export function PanelFrame({ panel, title, words, source, windowWidth, menu, body, level }: Framed) {
  const { width, height } = pictureSize(roomOf(panel), windowWidth);
  const heading = `t-${panel.id}`;
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <section
      class={`panel kind-${panel.kind}`}
      id={`p-${panel.id}`}
      aria-labelledby={heading}
      data-source={source}
      data-width={width}
      data-height={height}
    >
      <header>
        <Heading id={heading}>{title === "" ? words.panel.untitled : title}</Heading>
        {menu}
      </header>
      {panel.description === "" ? null : <p class="small about">{panel.description}</p>}
      <div class="body">{body}</div>
    </section>
  );
}

export const roomOf = ({ grid, description }: Panel) => ({ ...grid, isDescribed: description !== "" });

/** The picture, or why there is none: one panel's refusal is not the page's. */
export function bodyText(
  visit: Visit,
  { picture, title }: { readonly picture: Outcome<PictureView>; readonly title: string },
): string {
  const { words, call } = visit;
  if (picture.ok) return markup(<PictureOf picture={picture.value} words={words} title={title} />);
  const problem = problemOf(picture.fault, call.requestId);
  return markup(<ProblemNotice problem={problem} words={words} action={picture.action} />);
}

const ROW_UNIT = 1;

/** Where each panel stands in the grid of its row, as rules: a page holds no style attributes. */
export function gridRules(rows: Dashboard["rows"]): string {
  const rules = rows.flatMap(({ panels }) => {
    const top = panels.reduce((least, { grid }) => Math.min(least, grid.y), Number.POSITIVE_INFINITY);
    return panels.map(
      ({ id, grid: { x, y, w, h } }) =>
        `#p-${id}{grid-column:${x + 1}/span ${w};grid-row:${y - top + ROW_UNIT}/span ${h}}`,
    );
  });
  return `@media (min-width:820px){${rules.join("")}}`;
}

/** As a reader meets them: row by row, from left to right. */
export const inReadingOrder = (panels: readonly Panel[]): Panel[] =>
  panels.toSorted((a, b) => a.grid.y - b.grid.y || a.grid.x - b.grid.x);
