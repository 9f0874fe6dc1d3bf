// What resource and scope messages of OTLP say about the rows below them. The three signals nest alike:
// Resource{Signal} { resource = 1, scope_{signal} = 2, schema_url = 3 } over Scope{Signal} { scope = 1, rows = 2, schema_url = 3 }.
// Fields may come in any order, so a message is scanned for its own fields before its rows are read.

import type { Origin, ResourceOrigin } from "../intake/attribute-set.ts";
import { refuse } from "../intake/refusal.ts";
import { scopeJson } from "../intake/scope-json.ts";
import { canonicalObject } from "../intake/value-shapes.ts";
import { LENGTH, type WireReader } from "../intake/wire-reader.ts";
import { addRun, type ProtobufValues, type Runs } from "./protobuf-values.ts";

/** LIMIT: a resource and a scope of its own for each of the rows that a request may hold. */
const MOST_ORIGINS = 200_000;

const OWN = (1 << 3) | LENGTH;
const CHILD = (2 << 3) | LENGTH;
const SCHEMA_URL = (3 << 3) | LENGTH;
// Resource.attributes
const RESOURCE_ATTRIBUTES = (1 << 3) | LENGTH;
// InstrumentationScope
const SCOPE_NAME = (1 << 3) | LENGTH;
const SCOPE_VERSION = (2 << 3) | LENGTH;
const SCOPE_ATTRIBUTES = (3 << 3) | LENGTH;

/** Takes what the rows of one scope have in common, then its rows one by one: the reader stands at the row, which ends at `end`. */
export interface RowVisitor {
  enterResource(resource: ResourceOrigin): void;
  enterScope(scope: Origin): void;
  row(end: number): void;
}

export class OriginWalker {
  readonly #reader: WireReader;
  readonly #values: ProtobufValues;
  readonly #visitor: RowVisitor;
  #origins = 0;

  constructor(reader: WireReader, values: ProtobufValues, visitor: RowVisitor) {
    this.#reader = reader;
    this.#values = values;
    this.#visitor = visitor;
  }

  /** Walks an Export{Signal}ServiceRequest. */
  walk(): void {
    const reader = this.#reader;
    const end = reader.bytes.byteLength;
    for (let tag = reader.nextTag(end); tag !== 0; tag = reader.nextTag(end)) {
      if (tag === OWN) this.#resource(reader.open());
      else reader.skip();
    }
  }

  #resource(end: number): void {
    const { own, children, schemaUrl } = this.#scan(end);
    this.#visitor.enterResource(this.#resourceOrigin(own));
    for (let at = 0; at < children.length; at += 2) {
      this.#reader.pos = children[at] as number;
      this.#scope(children[at + 1] as number, schemaUrl);
    }
    this.#reader.pos = end;
  }

  #scope(end: number, resourceSchemaUrl: string): void {
    const { own, children, schemaUrl } = this.#scan(end);
    this.#visitor.enterScope(
      this.#scopeOrigin(own, { schema_url: schemaUrl, resource_schema_url: resourceSchemaUrl }),
    );
    for (let at = 0; at < children.length; at += 2) {
      this.#reader.pos = children[at] as number;
      this.#reader.startPart();
      this.#visitor.row(children[at + 1] as number);
    }
    this.#reader.pos = end;
  }

  /** Finds the fields of one level: where its own message and its children lie, without their tags. */
  #scan(end: number): { own: Runs; children: Runs; schemaUrl: string } {
    if (++this.#origins > MOST_ORIGINS) {
      refuse("telemetry.too_many", `one request may hold ${MOST_ORIGINS} resources and scopes`);
    }
    const reader = this.#reader;
    reader.startPart();
    const found = { own: [] as Runs, children: [] as Runs, schemaUrl: "" };
    for (let tag = reader.nextTag(end); tag !== 0; tag = reader.nextTag(end)) {
      if (tag === OWN || tag === CHILD) {
        const childEnd = reader.open();
        (tag === OWN ? found.own : found.children).push(reader.pos, childEnd);
        reader.pos = childEnd;
      } else if (tag === SCHEMA_URL) found.schemaUrl = reader.string();
      else reader.skip();
    }
    return found;
  }

  #resourceOrigin(own: Runs): ResourceOrigin {
    const { runs } = this.#fields(own, RESOURCE_ATTRIBUTES);
    this.#values.problem = null;
    const entries = this.#values.attributeEntries(runs);
    const service = entries.values[entries.keys.lastIndexOf("service.name")];
    const serviceName = service?.startsWith('"') === true ? (JSON.parse(service) as string) : null;
    return { json: canonicalObject(entries), problem: this.#values.problem, serviceName };
  }

  #scopeOrigin(own: Runs, urls: Readonly<Record<string, string>>): Origin {
    const { runs, texts } = this.#fields(own, SCOPE_ATTRIBUTES);
    this.#values.problem = null;
    const attributes = canonicalObject(this.#values.attributeEntries(runs));
    const named = { name: texts.get(SCOPE_NAME), version: texts.get(SCOPE_VERSION), ...urls };
    return { json: scopeJson(named, attributes), problem: this.#values.problem };
  }

  /** The attribute runs and the texts of a Resource or InstrumentationScope. */
  #fields(own: Runs, attributesTag: number): { runs: Runs; texts: Map<number, string> } {
    const reader = this.#reader;
    const found = { runs: [] as Runs, texts: new Map<number, string>() };
    for (let at = 0; at < own.length; at += 2) {
      reader.pos = own[at] as number;
      const end = own[at + 1] as number;
      for (
        let from = reader.pos, tag = reader.nextTag(end);
        tag !== 0;
        from = reader.pos, tag = reader.nextTag(end)
      ) {
        if (tag === attributesTag) {
          reader.pos = reader.open();
          addRun(found.runs, from, reader.pos);
        } else if (attributesTag === SCOPE_ATTRIBUTES && (tag === SCOPE_NAME || tag === SCOPE_VERSION)) {
          found.texts.set(tag, reader.string());
        } else reader.skip();
      }
    }
    return found;
  }
}
