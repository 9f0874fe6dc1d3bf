// No byte of a tenant is stored outside its own cell, silo or objects: unique texts are planted wherever the manifest lets a
// tenant put one, in tenants of all five jurisdictions, both pools of the EU and a silo; then the gateway is stopped and every
// file that it wrote is opened, with all that it printed.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { JURISDICTIONS } from "../../../src/directory/index.ts";
import { OPERATIONS } from "../../../src/manifest.ts";
import { PLAUSIBLE_ASKS } from "../../support/plausible-asks.ts";
import { readTables, type StoredRow } from "../../support/node/read-sqlite.ts";
import { startAllCells, type AllCells } from "./all-cells.ts";
import { createAviary, type Canary } from "./canaries.ts";
import { canariesIn, crossingsOf, findCanaries, type Search } from "./find-crossings.ts";
import { sow, type Sown } from "./planted-world.ts";
import { storedFiles, type StoredFile } from "./stored-files.ts";
import { misplaceEach } from "./misplace.ts";

const aviary = createAviary();
let cells: AllCells;
let sown: Sown;
let files: StoredFile[];
let search: Search;

const nameOf = (id: string): string => cells.residents.find((resident) => resident.id === id)?.name ?? id;

beforeAll(async () => {
  cells = await startAllCells(aviary);
  sown = await sow({ cells, aviary });
  await cells.stop();
  files = await storedFiles(cells.stateDir, cells.residents);
  search = await findCanaries(files, aviary.all);
  console.log(
    `tenants: ${cells.residents.length}, canaries: ${aviary.all.length}, files: ${files.length}`,
    `(${search.blocks} Parquet), sightings: ${search.sightings.length}, cron: ${sown.ticks},`,
    `lines printed: ${cells.output().split("\n").length}`,
  );
}, 600_000);
afterAll(() => cells.remove());

/** By place, of one tenant or of all. */
function placesSeen(kind: StoredFile["kind"], wanted: (canary: Canary) => boolean): Set<string> {
  const seen = search.sightings.filter(({ canary, file }) => file.kind === kind && wanted(canary));
  return new Set(seen.map(({ canary }) => `${canary.place} of ${nameOf(canary.owner)}`));
}

function placesPlanted(wanted: (canary: Canary) => boolean): string[] {
  return aviary.all.filter(wanted).map(({ place, owner }) => `${place} of ${nameOf(owner)}`);
}

const isSilo = ({ owner }: Canary): boolean =>
  cells.residents.some(({ id, isolation }) => id === owner && isolation === "silo");

describe("the gateway", () => {
  it("has tenants in every jurisdiction, in each pool of the EU and in a silo", () => {
    expect(new Set(cells.residents.map(({ jurisdiction }) => jurisdiction))).toEqual(new Set(JURISDICTIONS));
    const inEu = cells.residents.filter(({ jurisdiction }) => jurisdiction === "eu");
    expect(inEu.map(({ isolation, pool }) => `${isolation} ${pool}`)).toEqual(
      expect.arrayContaining(["pool 0", "pool 0", "pool 1", expect.stringMatching(/^silo/)]),
    );
  });

  it("was asked every operation that takes a body so that it takes it", () => {
    const withBody = OPERATIONS.filter(({ body }) => body.kind !== "none").map(({ id }) => id);
    expect(withBody.toSorted()).toEqual(Object.keys(PLAUSIBLE_ASKS).toSorted());
    const { planted } = sown;
    const taken = new Set(
      planted.flatMap(({ operation, status, wanted }) => (status === wanted ? operation.id : [])),
    );
    const never = planted.filter(({ operation, wanted }) => wanted !== null && !taken.has(operation.id));
    expect(never.map(({ operation, status, body }) => `${operation.id} ${status} ${body}`)).toEqual([]);
    expect(planted.filter(({ status }) => status >= 500).map(({ body }) => body)).toEqual([]);
  });

  it("has read every tenant's telemetry back from its blocks, the silo's too", () => {
    expect(sown.readBack).toEqual(cells.residents);
  });
});

const IN_BUCKET = /^bills\.import bill/;
/** A customer's own secret is sealed; an endpoint abroad is refused to tenants whose law keeps their events in the country. */
const NOT_IN_CLEAR = /^hook_sources\.create hooksecret of |^webhooks\.create_endpoint \w+ of (?:in|cn) pool$/;

describe("a text", () => {
  it("stands in its own tenant's stores and nowhere else", () => {
    expect(crossingsOf(search.sightings, nameOf)).toEqual([]);
  });

  it("of telemetry stands in a block of its pool", () => {
    const wanted = (canary: Canary): boolean => canary.kind === "telemetry" && !isSilo(canary);
    const seen = placesSeen("blob", wanted);
    const planted = placesPlanted(wanted);
    expect(planted.length).toBeGreaterThan(500);
    expect(planted.filter((place) => !seen.has(place))).toEqual([]);
  });

  it("of a document stands in its tenant's object, but for what is sealed or refused", () => {
    const wanted = ({ kind, place }: Canary): boolean => kind === "document" && !IN_BUCKET.test(place);
    const seen = placesSeen("tenant_object", wanted);
    const planted = placesPlanted(wanted);
    expect(planted.length).toBeGreaterThan(200);
    const missing = planted.filter((place) => !seen.has(place));
    expect(missing.filter((place) => !NOT_IN_CLEAR.test(place))).toEqual([]);
    expect(missing.length).toBeGreaterThan(cells.residents.length);
  });

  it("of an uploaded bill stands in the bucket of its pool", () => {
    const wanted = (canary: Canary): boolean => IN_BUCKET.test(canary.place) && !isSilo(canary);
    const seen = placesSeen("blob", wanted);
    const planted = placesPlanted(wanted);
    expect(planted.length).toBeGreaterThan(50);
    expect(planted.filter((place) => !seen.has(place))).toEqual([]);
  });

  it("that names a tenant stands in the directory", () => {
    const wanted = ({ kind }: Canary): boolean => kind === "name";
    const seen = placesSeen("directory", wanted);
    expect(placesPlanted(wanted).filter((place) => !seen.has(place))).toEqual([]);
  });

  it("of a silo's telemetry is sealed, but for names of metrics, labels and services in the silo's own stores", () => {
    const inSilo = search.sightings.filter(({ canary }) => canary.kind === "telemetry" && isSilo(canary));
    const readable = new Set(inSilo.map(({ canary, file }) => `${canary.place} in ${file.kind}`));
    const usage = ["logs", "metrics", "traces"].flatMap((signal) =>
      ["database", "shard", "tenant_object"].map((store) => `otlp.${signal} service in ${store}`),
    );
    expect([...readable].toSorted()).toEqual(
      [
        ...usage,
        "otlp.metrics labelkey in tenant_object",
        "otlp.metrics metric in shard",
        "otlp.metrics metric in tenant_object",
        "prometheus.write remotekey in tenant_object",
        "prometheus.write remotemetric in shard",
        "prometheus.write remotemetric in tenant_object",
      ].toSorted(),
    );
  });

  it("is in nothing that was printed, and no job failed over a message that is more than ids", () => {
    const output = cells.output();
    expect(output).toContain('"event":"access"');
    expect(output).toContain('"fault":"policy.denied"');
    expect(canariesIn(output, aviary.all).map(({ place, owner }) => `${place} of ${nameOf(owner)}`)).toEqual(
      [],
    );
    expect(output).not.toMatch(/"event":"(?:bug|job_failed|dead_letter|cron_failed)"/);
  });
});

describe("a database of blocks", () => {
  const isDatabase = ({ kind, name }: StoredFile): boolean => kind === "database" && name.endsWith(".sqlite");
  const OF_THE_RUNTIME = /^(?:d1_migrations|sqlite_|_cf_)/;
  const readDatabases = async () =>
    Promise.all(
      files.filter(isDatabase).map(async ({ path, owners }) => {
        const tables = [...(await readTables(path))].filter(([name]) => !OF_THE_RUNTIME.test(name));
        return { owners, tables, rows: tables.flatMap(([, rows]): StoredRow[] => rows) };
      }),
    );

  it("holds rows of its own tenants only, and each names an object or usage of the same tenant", async () => {
    const databases = await readDatabases();
    expect(databases).toHaveLength(7);
    for (const { owners, rows } of databases) {
      const found = new Set(rows.map((row) => row["tenant_id"]));
      expect(found).toEqual(new Set(owners.map(({ id }) => id)));
      const blocks = rows.filter((row) => "object_key" in row);
      const strange = blocks.filter(
        ({ tenant_id: id, object_key: key }) => !String(key).startsWith(`tenants/${String(id)}/`),
      );
      expect(strange).toEqual([]);
      const usage = rows.filter((row) => "lines" in row);
      expect(blocks.length + usage.length).toBe(rows.length);
      const foreign = usage.filter(({ tenant_id: id, lines }) =>
        canariesIn(String(lines), aviary.all).some(({ owner }) => owner !== id),
      );
      expect(foreign).toEqual([]);
    }
  });

  it("has blocks of every tenant, also merged ones", async () => {
    const rows = (await readDatabases()).flatMap((database) => database.rows);
    const merged = new Set(rows.filter(({ level }) => Number(level) > 0).map((row) => row["tenant_id"]));
    expect(merged).toEqual(new Set(cells.residents.map(({ id }) => id)));
  });
});

it("would find a text that stood where it must not, however it was stored", async () => {
  const misplaced = await misplaceEach({ stateDir: cells.stateDir, files, all: aviary.all });
  expect(misplaced.length).toBeGreaterThan(6);
  for (const { what, file, canary } of misplaced) {
    const again = await findCanaries([file], aviary.all);
    const about = `${canary.place} of ${nameOf(canary.owner)}`;
    expect(crossingsOf(again.sightings, nameOf), `planted ${what}`).toEqual([expect.stringContaining(about)]);
  }
});
