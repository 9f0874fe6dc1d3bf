// Pictures drawn anew for the room that there is: the server draws them, the page takes them in.

import { enliven } from "./custom-charts.ts";
import { panels, say, sourceOf } from "./live-panels.ts";

/** The room for the picture: its panel's inside, and the height that it was reckoned with. */
async function redraw(panel: HTMLElement): Promise<void> {
  const url = sourceOf(panel);
  const body = panel.querySelector<HTMLElement>(".body");
  if (url === null || body === null) return;
  // What is folded away has no width of its own: it stays as wide as it was.
  const width = Math.round(body.clientWidth) || Number(panel.dataset["width"]);
  url.searchParams.set("w", String(Math.max(80, width)));
  url.searchParams.set("h", panel.dataset["height"] ?? "300");
  panel.setAttribute("aria-busy", "true");
  const answer = await fetch(url).catch(() => null);
  panel.removeAttribute("aria-busy");
  if (answer === null || !answer.ok) {
    say(document.body.dataset["failed"] ?? "");
    return;
  }
  const label = body.querySelector(".chart")?.getAttribute("aria-label");
  const wasOpen = body.querySelector<HTMLDetailsElement>(".as-table")?.open ?? false;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  body.replaceChildren(...[...fresh.body.childNodes].map((node) => document.adoptNode(node)));
  if (typeof label === "string") body.querySelector(".chart[data-plot]")?.setAttribute("aria-label", label);
  const table = body.querySelector<HTMLDetailsElement>(".as-table");
  if (table !== null) table.open = wasOpen;
  panel.dataset["width"] = String(width);
  enliven(panel);
}

/** Not all at once: a dashboard must not take all of a tenant's slots for queries. */
export async function redrawAll(all: readonly HTMLElement[]): Promise<void> {
  const waiting = [...all];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await redraw(next);
  };
  await Promise.all([work(), work()]);
}

const FITS = 0.1;
/** What takes the whole page once more waits until it is worth it. */
const FITS_ROUGHLY = 0.25;

const isOff = (drawn: number, room: number, share: number): boolean =>
  room > 0 && Math.abs(room - drawn) > drawn * share;

/** Pictures of the page itself: it is asked for once more, with the width that its cookie tells by now. */
async function renewPictures(): Promise<void> {
  const drawn = [...document.querySelectorAll<SVGSVGElement>("[data-renewed] .chart > svg")];
  const isFine = drawn.every((svg) => !isOff(svg.viewBox.baseVal.width, svg.clientWidth, FITS_ROUGHLY));
  if (isFine) return;
  const answer = await fetch(location.href, { headers: { accept: "text/html" } }).catch(() => null);
  if (answer?.ok !== true) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-renewed]")) {
    const other = fresh.getElementById(part.id);
    if (other !== null) part.replaceWith(document.adoptNode(other));
  }
}

export function fitWidths(): void {
  const off = panels().filter((panel) => {
    const body = panel.querySelector<HTMLElement>(".body");
    if (body === null || body.querySelector("svg") === null) return false;
    return isOff(Number(panel.dataset["width"]), body.clientWidth, FITS);
  });
  void redrawAll(off);
  void renewPictures();
}

let resized = 0;

export function fitWhenResized(): void {
  addEventListener("resize", () => {
    clearTimeout(resized);
    resized = setTimeout(fitWidths, 300);
  });
  // A row that is opened has its width from then on. `toggle` does not bubble.
  document.addEventListener(
    "toggle",
    ({ target }) => {
      if (target instanceof Element && target.matches(".row")) fitWidths();
    },
    { capture: true },
  );
}
