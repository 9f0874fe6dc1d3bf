// The demonstration as a whole: tenants, keys, telemetry, demo.json. Every part is kept when it is already there.

import { DEMO_TENANTS } from "./demo-tenants.ts";
import { loadDemoFile, writeDemoFile, type DemoAccess, type DemoFile } from "./demo-file.ts";
import { ensureTenant } from "./ensure-tenant.ts";
import { giveDashboard } from "./give-dashboard.ts";
import { localClient, type LocalClient } from "./local-client.ts";
import { progressOn, type Screen } from "./progress.ts";
import { sendTelemetry, WINDOW_MS } from "./send-telemetry.ts";
import { loadNote, writeNote, type TelemetryNote } from "./telemetry-note.ts";

export interface DemoPlace {
  readonly port: number;
  readonly operatorToken: string;
  readonly stateDir: string;
  readonly demoPath: string;
  readonly nowMs: number;
  readonly screen: Screen;
}

async function ensureTenants(place: DemoPlace, client: LocalClient): Promise<DemoAccess[]> {
  const known = await loadDemoFile(place.demoPath);
  const operator = { client, token: place.operatorToken, port: place.port };
  return Promise.all(
    DEMO_TENANTS.map((tenant) => ensureTenant(operator, tenant, known?.tenants[tenant.slug])),
  );
}

interface Giving {
  readonly client: LocalClient;
  readonly note: TelemetryNote;
  readonly tenants: readonly DemoAccess[];
}

async function giveMissing(place: DemoPlace, { client, note, tenants }: Giving): Promise<TelemetryNote> {
  let given = note;
  for (const access of tenants) {
    if (given.boards.includes(access.slug) || !(await giveDashboard(access, client, note.to_ms))) continue;
    given = { ...given, boards: [...given.boards, access.slug] };
    await writeNote(place.stateDir, given);
  }
  return given;
}

/** Returns where the telemetry ends. */
async function sendMissing(
  place: DemoPlace,
  client: LocalClient,
  tenants: readonly DemoAccess[],
): Promise<number> {
  let note: TelemetryNote = await loadNote(place.stateDir, place.nowMs);
  note = await giveMissing(place, {
    client,
    note,
    tenants: tenants.filter(({ slug }) => note.sent.includes(slug)),
  });
  const missing = tenants.filter(({ slug }) => !note.sent.includes(slug));
  if (missing.length === 0) return note.to_ms;
  await writeNote(place.stateDir, note);
  const progress = progressOn(place.screen, "sending 15 minutes of telemetry to every tenant");
  for (const [index, access] of missing.entries()) {
    const onProgress = (share: number): void => progress.show((index + share) / missing.length);
    await sendTelemetry(access, { client, toMs: note.to_ms, onProgress });
    note = { ...note, sent: [...note.sent, access.slug] };
    await writeNote(place.stateDir, note);
    note = await giveMissing(place, { client, note, tenants: [access] });
  }
  return note.to_ms;
}

export interface Demo {
  readonly file: DemoFile;
  /** Half-open: what of the telemetry's time there is to see. */
  readonly fromMs: number;
  readonly toMs: number;
}

export async function setUpDemo(place: DemoPlace): Promise<Demo> {
  const client = localClient(place.port);
  const tenants = await ensureTenants(place, client);
  const file: DemoFile = {
    base_url: `http://localhost:${place.port}`,
    operator_token: place.operatorToken,
    tenants: Object.fromEntries(tenants.map((access) => [access.slug, access])),
  };
  await writeDemoFile(place.demoPath, file);
  const toMs = await sendMissing(place, client, tenants);
  return { file, fromMs: toMs - WINDOW_MS, toMs };
}
