// The values under a pointer or under the arrow keys. They come from the server as text; nothing is worked out here but which
// instant is the nearest.

import { say, sourceOf } from "./live-panels.ts";

interface Pointed {
  readonly instants: readonly number[];
  readonly told: readonly string[];
  readonly series: readonly {
    readonly name: string;
    readonly colour: string;
    readonly values: readonly (string | null)[];
  }[];
}

interface Place {
  readonly fromMs: number;
  readonly toMs: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const values = new WeakMap<Element, Promise<Pointed | null>>();

function placeOf(chart: HTMLElement): Place {
  const [fromMs = 0, toMs = 1, left = 0, right = 1, top = 0, bottom = 1] = (chart.dataset["plot"] ?? "")
    .split(" ")
    .map(Number);
  return { fromMs, toMs, left, right, top, bottom };
}

async function fetchValues(panel: HTMLElement): Promise<Pointed | null> {
  const url = sourceOf(panel);
  if (url === null) return null;
  url.searchParams.set("form", "values");
  const answer = await fetch(url).catch(() => null);
  return answer?.ok === true ? ((await answer.json()) as Pointed | null) : null;
}

function valuesOf(chart: Element): Promise<Pointed | null> {
  const known = values.get(chart);
  if (known !== undefined) return known;
  const panel = chart.closest<HTMLElement>("[data-source]");
  const fetched = panel === null ? Promise.resolve(null) : fetchValues(panel);
  values.set(chart, fetched);
  return fetched;
}

function nearest(instants: readonly number[], ms: number): number {
  let best = 0;
  for (const [at, instant] of instants.entries())
    if (Math.abs(instant - ms) < Math.abs((instants[best] ?? 0) - ms)) best = at;
  return best;
}

const MOST_SHOWN = 12;

function swatch(colour: string): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 9 9");
  const dot = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [name, value] of [
    ["width", "9"],
    ["height", "9"],
    ["rx", "2"],
    ["fill", colour],
  ] as const)
    dot.setAttribute(name, value);
  svg.append(dot);
  return svg;
}

function tipRows(pointed: Pointed, at: number): HTMLTableElement {
  const table = document.createElement("table");
  const told = pointed.series.filter((series) => typeof series.values[at] === "string");
  for (const { name, colour, values: texts } of told.slice(0, MOST_SHOWN)) {
    const row = table.insertRow();
    const head = document.createElement("th");
    head.scope = "row";
    head.append(swatch(colour), name);
    row.append(head);
    row.insertCell().textContent = texts[at] ?? "";
  }
  return table;
}

function part(chart: HTMLElement, name: "tip" | "cross"): HTMLElement {
  const known = chart.querySelector<HTMLElement>(`.${name}`);
  if (known !== null) return known;
  const made = document.createElement("div");
  made.className = name;
  made.setAttribute("aria-hidden", "true");
  chart.append(made);
  return made;
}

function hide(chart: HTMLElement): void {
  for (const name of ["tip", "cross"] as const) chart.querySelector(`.${name}`)?.remove();
}

/** Where the drawing begins within its place, and how large: it is fitted in as a whole where it was drawn for another size. */
function drawnAt(chart: HTMLElement, svg: SVGSVGElement): { left: number; top: number; scale: number } {
  const box = chart.getBoundingClientRect();
  const { a = 1, e = box.left, f = box.top } = svg.getScreenCTM() ?? {};
  return { left: e - box.left, top: f - box.top, scale: a };
}

function show(chart: HTMLElement, pointed: Pointed, at: number): void {
  const instant = pointed.instants[at];
  const svg = chart.querySelector("svg");
  if (instant === undefined || svg === null) return;
  const place = placeOf(chart);
  const { left, top, scale } = drawnAt(chart, svg);
  const share = (instant - place.fromMs) / (place.toMs - place.fromMs);
  const x = left + (place.left + share * (place.right - place.left)) * scale;
  const cross = part(chart, "cross");
  cross.style.left = `${x}px`;
  cross.style.top = `${top + place.top * scale}px`;
  cross.style.height = `${(place.bottom - place.top) * scale}px`;
  const tip = part(chart, "tip");
  const head = document.createElement("strong");
  head.textContent = pointed.told[at] ?? "";
  tip.replaceChildren(head, tipRows(pointed, at));
  const isRight = x > chart.clientWidth / 2;
  tip.style.left = isRight ? "auto" : `${x + 12}px`;
  tip.style.right = isRight ? `${chart.clientWidth - x + 12}px` : "auto";
  tip.style.top = `${top + place.top * scale}px`;
  chart.dataset["at"] = String(at);
}

async function point(chart: HTMLElement, clientX: number): Promise<void> {
  const pointed = await valuesOf(chart);
  const svg = chart.querySelector("svg");
  if (pointed === null || svg === null || pointed.instants.length === 0) return;
  if (!chart.matches(":hover")) return;
  const place = placeOf(chart);
  const { left, scale } = drawnAt(chart, svg);
  const x = (clientX - chart.getBoundingClientRect().left - left) / scale;
  const share = (x - place.left) / (place.right - place.left);
  const ms = place.fromMs + Math.min(1, Math.max(0, share)) * (place.toMs - place.fromMs);
  show(chart, pointed, nearest(pointed.instants, ms));
}

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 };

async function step(chart: HTMLElement, by: number): Promise<void> {
  const pointed = await valuesOf(chart);
  if (pointed === null || pointed.instants.length === 0) return;
  const last = pointed.instants.length - 1;
  const now = Number(chart.dataset["at"] ?? (by > 0 ? -1 : last + 1));
  const at = Math.min(last, Math.max(0, now + by));
  show(chart, pointed, at);
  const told = pointed.series
    .slice(0, MOST_SHOWN)
    .flatMap((series) =>
      typeof series.values[at] !== "string" ? [] : [`${series.name} ${series.values[at]}`],
    );
  say([pointed.told[at] ?? "", ...told].join(", "));
}

const chartAt = (target: EventTarget | null): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>(".chart[data-plot]") : null;

export function followPointer(): void {
  document.addEventListener("pointermove", (event) => {
    const chart = chartAt(event.target);
    for (const other of document.querySelectorAll<HTMLElement>(".chart[data-at]"))
      if (other !== chart && other !== document.activeElement) {
        hide(other);
        delete other.dataset["at"];
      }
    if (chart !== null) void point(chart, event.clientX);
  });
  document.addEventListener("keydown", (event) => {
    const chart = chartAt(event.target);
    const by = STEPS[event.key];
    if (chart === null) return;
    if (event.key === "Escape") hide(chart);
    if (by === undefined) return;
    event.preventDefault();
    void step(chart, by);
  });
  document.addEventListener("focusout", (event) => {
    const chart = chartAt(event.target);
    if (chart !== null) hide(chart);
  });
}
