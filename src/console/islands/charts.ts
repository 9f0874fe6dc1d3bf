// Charts that answer: the values under a pointer or under the arrow keys, pictures drawn anew for the room that there is, and
// a dashboard's other ranges without another page. Everything shown comes from the server as text; nothing is worked out here.

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

const say = (text: string): void => {
  const status = document.getElementById("status");
  if (status !== null) status.textContent = text;
};

function placeOf(chart: HTMLElement): Place {
  const [fromMs = 0, toMs = 1, left = 0, right = 1, top = 0, bottom = 1] = (chart.dataset["plot"] ?? "")
    .split(" ")
    .map(Number);
  return { fromMs, toMs, left, right, top, bottom };
}

const sourceOf = (panel: HTMLElement): URL | null => {
  const source = panel.dataset["source"];
  return source === undefined ? null : new URL(source, location.href);
};

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

function show(chart: HTMLElement, pointed: Pointed, at: number): void {
  const instant = pointed.instants[at];
  const svg = chart.querySelector("svg");
  if (instant === undefined || svg === null) return;
  const place = placeOf(chart);
  const scale = svg.clientWidth / svg.viewBox.baseVal.width;
  const share = (instant - place.fromMs) / (place.toMs - place.fromMs);
  const x = (place.left + share * (place.right - place.left)) * scale;
  const cross = part(chart, "cross");
  cross.style.left = `${x}px`;
  cross.style.top = `${place.top * scale}px`;
  cross.style.height = `${(place.bottom - place.top) * scale}px`;
  const tip = part(chart, "tip");
  const head = document.createElement("strong");
  head.textContent = pointed.told[at] ?? "";
  tip.replaceChildren(head, tipRows(pointed, at));
  const isRight = x > chart.clientWidth / 2;
  tip.style.left = isRight ? "auto" : `${x + 12}px`;
  tip.style.right = isRight ? `${chart.clientWidth - x + 12}px` : "auto";
  tip.style.top = `${place.top * scale}px`;
  chart.dataset["at"] = String(at);
}

async function point(chart: HTMLElement, clientX: number): Promise<void> {
  const pointed = await valuesOf(chart);
  const svg = chart.querySelector("svg");
  if (pointed === null || svg === null || pointed.instants.length === 0) return;
  if (!chart.matches(":hover")) return;
  const place = placeOf(chart);
  const box = svg.getBoundingClientRect();
  const x = ((clientX - box.left) / box.width) * svg.viewBox.baseVal.width;
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

function followPointer(): void {
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

/** The room for the picture: its panel's inside, and the height that it was reckoned with. */
async function redraw(panel: HTMLElement): Promise<void> {
  const url = sourceOf(panel);
  const body = panel.querySelector<HTMLElement>(".body");
  if (url === null || body === null) return;
  const width = Math.round(body.clientWidth);
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
}

const panels = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>("[data-source]")];

/** Not all at once: a dashboard must not take all of a tenant's slots for queries. */
async function redrawAll(all: readonly HTMLElement[]): Promise<void> {
  const waiting = [...all];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await redraw(next);
  };
  await Promise.all([work(), work()]);
}

const FITS = 0.1;

function fitWidths(): void {
  const off = panels().filter((panel) => {
    const body = panel.querySelector<HTMLElement>(".body");
    if (body === null || body.querySelector("svg") === null) return false;
    const drawn = Number(panel.dataset["width"]);
    return Math.abs(body.clientWidth - drawn) > drawn * FITS;
  });
  void redrawAll(off);
}

let resized = 0;

function fitWhenResized(): void {
  addEventListener("resize", () => {
    clearTimeout(resized);
    resized = setTimeout(fitWidths, 300);
  });
}

function tellRefreshed(): void {
  const place = document.querySelector("[data-refreshed]");
  if (place !== null) place.textContent = new Date().toLocaleTimeString();
}

async function refresh(): Promise<void> {
  say(document.body.dataset["loading"] ?? "");
  await redrawAll(panels());
  tellRefreshed();
  say("");
}

/** All or some: one takes the other's tick away. The sheet's button says what is chosen. */
function keepChoices(box: HTMLInputElement): void {
  const several = box.closest("[data-several]");
  if (several === null) return;
  const boxes = [...several.querySelectorAll<HTMLInputElement>("input[type=checkbox]")];
  const all = boxes.find((one) => one.dataset["all"] === "yes");
  if (box.checked && all !== undefined)
    for (const other of boxes) if ((other === all) !== (box === all)) other.checked = false;
  if (all !== undefined && !boxes.some((one) => one.checked)) all.checked = true;
  const chosen = boxes
    .filter((one) => one.checked)
    .map((one) => one.parentElement?.textContent?.trim() ?? "");
  const place = several.querySelector("[data-chosen]");
  if (place !== null) place.textContent = chosen.join(", ");
}

const TICKS_MS = 500;
let ticked = 0;

/** Another range or other choices: the address says so, and each panel is drawn anew in its place. */
function showLive(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-live]");
  if (form === null) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = new URLSearchParams();
    for (const [name, value] of new FormData(form))
      if (typeof value === "string" && (value !== "" || name.startsWith("var."))) chosen.append(name, value);
    if (chosen.get("range") !== "custom") for (const name of ["from", "to"]) chosen.delete(name);
    history.replaceState(null, "", `?${chosen}`);
    for (const panel of panels()) {
      const url = sourceOf(panel);
      if (url !== null) panel.dataset["source"] = `${url.pathname}?${chosen}`;
    }
    void refresh();
  });
  form.addEventListener("change", (event) => {
    const { target } = event;
    const isTick = target instanceof HTMLInputElement && target.type === "checkbox";
    if (isTick) keepChoices(target);
    // Several ticks are one question.
    clearTimeout(ticked);
    ticked = setTimeout(() => form.requestSubmit(), isTick ? TICKS_MS : 0);
  });
  const again = form.querySelector<HTMLButtonElement>("[data-refresh-now]");
  if (again !== null) {
    again.hidden = false;
    again.addEventListener("click", () => void refresh());
  }
}

function refreshByItself(): void {
  const seconds = Number(document.querySelector<HTMLElement>("[data-refresh]")?.dataset["refresh"] ?? "0");
  if (seconds <= 0) return;
  setInterval(() => {
    if (document.visibilityState === "visible") void refresh();
  }, seconds * 1_000);
}

followPointer();
fitWidths();
fitWhenResized();
showLive();
refreshByItself();
document.documentElement.dataset["charts"] = "alive";
