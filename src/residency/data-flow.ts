// Which class of data goes where: read from the operations, the background work and the registries, so that it cannot say
// other than what is served. INVARIANT: an operation that an isolate anywhere may serve carries only what may leave every
// jurisdiction without a basis; one that carries more is served in the tenant's region when the tenant asks for that.

import { JURISDICTIONS, type Jurisdiction } from "../directory/index.ts";
import { ACTIONS, DATA_CLASS_NAMES, DATA_CLASSES, type Action, type DataClass } from "../policy/index.ts";
import { DATA_STORES, type StoreKind } from "./data-stores.ts";
import { decideTransfer } from "./transfer.ts";
import { NO_BASIS } from "./transfer-basis.ts";

/** Of an operation of the manifest, what decides about its data. */
export interface FlowingOperation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly audience: "tenant" | "operator" | "public";
  readonly action?: Action;
  readonly carries?: readonly DataClass[];
  readonly issuesCredential?: true;
  readonly isInRegion?: true;
}

interface FlowSources {
  readonly operations: readonly FlowingOperation[];
  readonly jobs: readonly { readonly kind: string }[];
  readonly tasks: readonly { readonly name: string }[];
}

const DESTINATIONS = {
  tenant: "the caller, who has a key of the tenant",
  operator: "the platform's operator",
  public: "anybody",
} as const;

export interface OperationFlow {
  readonly operation: string;
  readonly address: string;
  readonly audience: FlowingOperation["audience"];
  /** Null for an operation that does not say. */
  readonly carries: readonly DataClass[] | null;
  /** Where placement keeps those classes. */
  readonly stores: readonly StoreKind[];
  readonly destination: string;
  /** `in_region`: by isolates of the tenant's region only, when the tenant asks for that. */
  readonly served: "in_region" | "anywhere";
  readonly issues_credential: boolean;
}

export interface StoreFlow {
  readonly store: StoreKind;
  /** `jurisdiction`: of the tenant's cell. `global`: everywhere. */
  readonly kept: "jurisdiction" | "global";
  readonly holds: readonly DataClass[];
}

export interface DataFlowMap {
  readonly classes: readonly {
    readonly data_class: DataClass;
    readonly meaning: string;
    readonly sensitivity: number;
    readonly stores: readonly StoreKind[];
    /** Jurisdictions that it does not leave without something signed. */
    readonly held_in: readonly Jurisdiction[];
  }[];
  readonly stores: readonly StoreFlow[];
  readonly operations: readonly OperationFlow[];
  /** Messages carry the kind of work and the tenant's id; a message with more is refused by its schema. */
  readonly queue_messages: readonly { readonly kind: string; readonly carries: "ids" }[];
  /** Reads the directory and sends messages. */
  readonly cron_tasks: readonly { readonly name: string; readonly carries: "ids" }[];
}

/** In no jurisdiction's list, neither of the trusted nor of the prohibited. */
const SOMEWHERE_ELSE = "BR";

function mayLeave(dataClass: DataClass, from: Jurisdiction): boolean {
  const grounds = { basis: NO_BASIS, nowMs: 0 };
  return decideTransfer({ dataClass, from, to: SOMEWHERE_ELSE }, grounds).isAllowed;
}

const heldIn = (dataClass: DataClass): Jurisdiction[] =>
  JURISDICTIONS.filter((from) => !mayLeave(dataClass, from));

/** Queues have a jurisdiction only where the platform has one: what is in a message may leave. */
const GLOBAL_STORES: ReadonlySet<StoreKind> = new Set<StoreKind>(["directory", "queue"]);

function classesOf({ audience, action, carries }: FlowingOperation): readonly DataClass[] | null {
  if (audience !== "tenant") return carries ?? null;
  return action === undefined ? null : [ACTIONS[action].dataClass];
}

/** Every tenant operation looks at the tenant's region before anything else. */
const isInRegion = ({ audience, isInRegion: isDeclared }: FlowingOperation): boolean =>
  audience === "tenant" || isDeclared === true;

function flowOf(operation: FlowingOperation): OperationFlow {
  const { id, method, path, audience, issuesCredential } = operation;
  const carries = classesOf(operation);
  return {
    operation: id,
    address: `${method} ${path}`,
    audience,
    carries,
    stores: [...new Set((carries ?? []).flatMap((dataClass) => DATA_STORES[dataClass]))],
    destination: DESTINATIONS[audience],
    served: isInRegion(operation) ? "in_region" : "anywhere",
    issues_credential: issuesCredential === true,
  };
}

export function mapDataFlow({ operations, jobs, tasks }: FlowSources): DataFlowMap {
  const kinds = [...new Set(Object.values(DATA_STORES).flat())];
  return {
    classes: DATA_CLASS_NAMES.map((dataClass) => ({
      data_class: dataClass,
      meaning: DATA_CLASSES[dataClass].meaning,
      sensitivity: DATA_CLASSES[dataClass].sensitivity,
      stores: DATA_STORES[dataClass],
      held_in: heldIn(dataClass),
    })),
    stores: kinds.map((store) => ({
      store,
      kept: GLOBAL_STORES.has(store) ? "global" : "jurisdiction",
      holds: DATA_CLASS_NAMES.filter((dataClass) => DATA_STORES[dataClass].includes(store)),
    })),
    operations: operations.map(flowOf),
    queue_messages: jobs.map(({ kind }) => ({ kind, carries: "ids" })),
    cron_tasks: tasks.map(({ name }) => ({ name, carries: "ids" })),
  };
}

/** What could carry a class out of its region, a sentence each; empty for a map that keeps it in. */
export function findEscapes({ operations, stores }: Pick<DataFlowMap, "operations" | "stores">): string[] {
  return [
    ...operations.flatMap(escapesOf),
    ...stores.flatMap(({ store, kept, holds }) =>
      kept === "jurisdiction" ? [] : escaping(holds).map((held) => `${store} keeps ${held}`),
    ),
  ];
}

function escapesOf({ operation, audience, carries, served }: OperationFlow): string[] {
  if (carries === null) return [`\`${operation}\` does not say what it carries`];
  if (served === "in_region") return [];
  const told = audience === "public" ? carries.filter((name) => DATA_CLASSES[name].sensitivity > 0) : [];
  const open = told.map((dataClass) => `\`${operation}\` tells anybody \`${dataClass}\``);
  return [
    ...open,
    ...escaping(carries).map((held) => `\`${operation}\` is served anywhere and carries ${held}`),
  ];
}

function escaping(classes: readonly DataClass[]): string[] {
  return classes.flatMap((dataClass) => {
    const held = heldIn(dataClass);
    return held.length === 0 ? [] : [`\`${dataClass}\`, which does not leave ${held.join(", ")}`];
  });
}
