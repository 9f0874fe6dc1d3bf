// `custom` charts come alive in frames: sandboxed documents of an opaque origin, which may run our one script and nothing else,
// and reach neither this page nor the network. The picture stands until the frame has drawn.
// INVARIANT: a frame is handed its chart and the look; of what it says, only two words are understood, and each is about itself.

const FRAME = "/console/frame";
/** What opens and closes the talk: src/console/islands/framed-chart.ts says the same. */
const READY = "traceo: ready";
const CONNECT = "traceo: connect";

interface Opened {
  readonly frame: HTMLIFrameElement;
  readonly chart: HTMLElement;
  /** As the server has written it: passed through its allow-list. */
  readonly drawing: unknown;
  port: MessagePort | null;
}

let opened: Opened[] = [];

const darkly = matchMedia("(prefers-color-scheme: dark)");

function look(): "light" | "dark" {
  const chosen = document.documentElement.dataset["look"];
  if (chosen === "light" || chosen === "dark") return chosen;
  return darkly.matches ? "dark" : "light";
}

function titleOf(chart: HTMLElement): string {
  const panel = chart.closest(".panel");
  return panel?.querySelector("header :is(h2, h3)")?.textContent ?? document.title;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function open(chart: HTMLElement, drawing: unknown): void {
  const frame = document.createElement("iframe");
  frame.className = "frame";
  frame.title = titleOf(chart);
  frame.loading = "lazy";
  frame.referrerPolicy = "no-referrer";
  frame.setAttribute("sandbox", "allow-scripts");
  frame.src = FRAME;
  opened.push({ frame, chart, drawing, port: null });
  chart.append(frame);
}

/** Frames for the charts in `root` that have none yet; those that have left the page are forgotten. */
export function enliven(root: ParentNode): void {
  opened = opened.filter(({ frame, port }) => {
    if (!frame.isConnected) port?.close();
    return frame.isConnected;
  });
  // The page's policy lets frames in where there are such charts.
  if (document.body.dataset["frames"] !== "yes") return;
  for (const chart of root.querySelectorAll<HTMLElement>(".chart[data-custom]")) {
    const drawing = parsed(chart.querySelector("template")?.content.textContent ?? "");
    if (drawing !== null && chart.querySelector("iframe") === null) open(chart, drawing);
  }
}

function hear(one: Opened, said: unknown): void {
  if (said === "drawn") one.chart.dataset["custom"] = "drawn";
  if (said !== "failed") return;
  // The picture stays.
  one.port?.close();
  one.frame.remove();
}

/** One frame says once that it is there: then it gets a channel of its own, and nobody else hears what goes through it. */
export function letFramesIn(): void {
  addEventListener("message", (event) => {
    const one = opened.find(({ frame }) => frame.contentWindow === event.source);
    if (one === undefined || one.port !== null) return;
    // An opaque origin has no name to send to; frame-src keeps the frame at our own document.
    if (event.origin !== "null" || event.data !== READY) return;
    const { port1, port2 } = new MessageChannel();
    one.port = port1;
    port1.addEventListener("message", ({ data }) => hear(one, data));
    port1.start();
    one.frame.contentWindow?.postMessage(CONNECT, "*", [port2]);
    port1.postMessage({ drawing: one.drawing, title: one.frame.title, look: look() });
  });
}

/** Pictures change with the look at once; so do frames. */
export function followLooks(): void {
  const tell = (): void => {
    for (const { port } of opened) port?.postMessage({ look: look() });
  };
  darkly.addEventListener("change", tell);
  const attributes = { attributes: true, attributeFilter: ["data-look"] };
  new MutationObserver(tell).observe(document.documentElement, attributes);
}
