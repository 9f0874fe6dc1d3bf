// `npm run gallery [-- FOLDER]`: sends the demonstration's telemetry to a gateway of its own, draws a panel of every kind
// from it over HTTP: as SVG, light and dark, as PNG, PDF and workbook, and all of them as PDF, workbook and HTML document. Writes
// the files and an index.html into the folder (`dist/gallery`), then has the documents judged.

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KIND_NAMES, KINDS, type KindName } from "../src/reporting/index.ts";
import { createKey, createTenant, startMeasuredGateway, untilKnown } from "./bench/gateway-world.ts";
import { expectJson, localClient, type LocalClient } from "./demo/local-client.ts";
import { sendTelemetry, WINDOW_MS } from "./demo/send-telemetry.ts";
import { saveKind, saveWhole } from "./gallery/gallery-files.ts";
import { galleryPage, type Picture } from "./gallery/gallery-page.ts";
import { GALLERY_PANELS } from "./gallery/gallery-panels.ts";
import { judgeFiles } from "./gallery/judge-files.ts";
import { runScript } from "./runtime/say-failure.ts";

const LOOKS = ["light", "dark"] as const;
const SIZE = { width: 720, height: 360 };

interface Gallery {
  readonly client: LocalClient;
  readonly port: number;
  readonly host: string;
  readonly key: string;
  readonly folder: string;
  readonly range: { readonly from: string; readonly to: string };
}

async function ask({ client, host, key }: Gallery, path: string, body: object) {
  return client({ method: "POST", host, path, bearer: key, body });
}

/** An order that went through all services. */
async function findTrace(gallery: Gallery): Promise<string> {
  const wanted = { ...gallery.range, name: "POST /checkouts", limit: 50 };
  const answer = await ask(gallery, "/v1/traces/search", wanted);
  const { traces } = expectJson(answer, 200, "searching traces") as {
    traces: { trace_id: string; span_count: number }[];
  };
  const [longest] = traces.toSorted((a, b) => b.span_count - a.span_count);
  if (longest === undefined) throw new Error("there is no trace of an order");
  return longest.trace_id;
}

async function drawKind(gallery: Gallery, kind: KindName, trace: string): Promise<Omit<Picture, "others">> {
  const panel = GALLERY_PANELS[kind];
  const files: { look: string; file: string }[] = [];
  for (const look of LOOKS) {
    const body = {
      panel: { id: kind.replaceAll("_", "-"), kind, ...panel },
      ...gallery.range,
      ...SIZE,
      look,
      variables: { trace: [trace] },
    };
    const answer = await ask(gallery, "/v1/panels/render", body);
    if (answer.status !== 200)
      throw new Error(`${kind} was answered ${answer.status}: ${answer.text.slice(0, 300)}`);
    const file = `${kind}-${look}.svg`;
    await writeFile(join(gallery.folder, file), answer.text);
    files.push({ look, file });
  }
  return { kind, title: panel.title, meaning: KINDS[kind].meaning, files };
}

async function fill(gallery: Gallery): Promise<void> {
  const trace = await findTrace(gallery);
  const from = { ...gallery, trace };
  const pictures: Picture[] = [];
  for (const [at, kind] of KIND_NAMES.entries()) {
    say(`${at + 1} of ${KIND_NAMES.length}: ${kind}`);
    const [picture, others] = await Promise.all([drawKind(gallery, kind, trace), saveKind(from, kind)]);
    pictures.push({ ...picture, others });
  }
  say("all of them in one");
  const whole = await saveWhole(from);
  const index = join(gallery.folder, "index.html");
  await writeFile(index, galleryPage(pictures, whole));
  say("judging the files");
  const judged = await judgeFiles(gallery.folder);
  say("");
  process.stdout.write(
    `${pictures.length} kinds, light and dark, each as PNG, PDF and XLSX: ${index}\n${judged}\n`,
  );
}

/** One line that is written over on a terminal, a line each elsewhere. */
function say(progress: string): void {
  if (process.stdout.isTTY) process.stdout.write(`\r\u001b[K${progress}`);
  else if (progress !== "") process.stdout.write(`${progress}\n`);
}

async function main(): Promise<void> {
  const folder = process.argv[2] ?? join("dist", "gallery");
  await mkdir(folder, { recursive: true });
  const stateDir = await mkdtemp(join(tmpdir(), "gallery-"));
  const gateway = await startMeasuredGateway({ stateDir });
  try {
    const tenant = await createTenant(gateway, { slug: "gallery", jurisdiction: "eu", tier: "standard" });
    const key = await createKey(gateway, tenant, "engineer");
    await untilKnown(gateway, tenant, [key]);
    const port = Number(gateway.url.port);
    const client = localClient(port);
    // A round instant: the same axes whenever it is drawn.
    const toMs = Math.floor(Date.now() / 900_000) * 900_000;
    const access = { ...tenant, engineer_key: key, jurisdiction: "eu" };
    await sendTelemetry(access, { client, toMs, onProgress: () => undefined });
    const [from, to] = [toMs - WINDOW_MS, toMs].map((ms) => new Date(ms).toISOString());
    await fill({ client, port, host: tenant.host, key, folder, range: { from: from ?? "", to: to ?? "" } });
  } finally {
    await gateway.stop();
    await rm(stateDir, { recursive: true, force: true });
  }
}

await runScript("gallery", main);
