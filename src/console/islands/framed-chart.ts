// Inside the frame of a `custom` chart: takes the drawing from the page that holds it, and draws it with the library. Loaded as
// a plain script, because modules are not for documents of an opaque origin.
// INVARIANT: only the page that holds the frame is heard, once, and then only its port.

/** As in custom-charts.ts. */
const WORDS = { ready: "traceo: ready", connect: "traceo: connect" };

interface LibraryChart {
  setOption(option: object, how: { readonly notMerge: boolean }): void;
  on(event: "finished", handler: () => void): void;
  resize(): void;
}

declare const echarts: {
  init(place: HTMLElement, theme: null, how: { readonly renderer: "canvas" }): LibraryChart;
};

interface Drawing {
  readonly option: object;
  readonly words: string;
  readonly language: string;
  /** The dark colour of each light one. */
  readonly dark: Readonly<Record<string, string>>;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function readDrawing(value: unknown): Drawing | null {
  if (!isObject(value) || !isObject(value["option"]) || !isObject(value["dark"])) return null;
  const text = (name: string): string => (typeof value[name] === "string" ? value[name] : "");
  const dark: Record<string, string> = {};
  for (const [from, to] of Object.entries(value["dark"])) if (typeof to === "string") dark[from] = to;
  return {
    option: value["option"],
    words: text("words"),
    language: text("language"),
    dark,
  };
}

/** Everything of it, with the dark colour wherever a light one of ours stands. */
function recoloured(value: unknown, colours: Readonly<Record<string, string>>): unknown {
  if (typeof value === "string") return colours[value.toLowerCase()] ?? value;
  if (Array.isArray(value)) return value.map((part) => recoloured(part, colours));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, recoloured(part, colours)]));
}

const place = document.getElementById("chart");
let chart: LibraryChart | null = null;
let shown: Drawing | null = null;

function draw(port: MessagePort, isDark: boolean): void {
  if (shown === null || place === null) return;
  try {
    if (chart === null) {
      chart = echarts.init(place, null, { renderer: "canvas" });
      chart.on("finished", () => port.postMessage("drawn"));
    }
    const option = isDark ? recoloured(shown.option, shown.dark) : shown.option;
    chart.setOption({ ...(option as object), darkMode: isDark }, { notMerge: true });
  } catch {
    port.postMessage("failed");
  }
}

function take(port: MessagePort, said: unknown): void {
  if (!isObject(said)) return;
  const drawing = readDrawing(said["drawing"]);
  if (drawing !== null) {
    shown = drawing;
    document.documentElement.lang = drawing.language;
    place?.setAttribute("aria-label", drawing.words);
  }
  if (typeof said["title"] === "string" && said["title"] !== "") document.title = said["title"];
  const isDark = said["look"] === "dark";
  document.documentElement.dataset["look"] = isDark ? "dark" : "light";
  draw(port, isDark);
}

function connect(event: MessageEvent<unknown>): void {
  const [port] = event.ports;
  const isOurs = event.source === parent && event.origin === location.origin;
  if (!isOurs || event.data !== WORDS.connect || port === undefined) return;
  removeEventListener("message", connect);
  port.addEventListener("message", ({ data }) => take(port, data));
  port.start();
}

addEventListener("message", connect);
addEventListener("resize", () => chart?.resize());
// Also where it stands in a document that is sandboxed, `location` has the origin that it was loaded from.
parent.postMessage(WORDS.ready, location.origin);
