// The data-flow map as Markdown, for people: three tables.

import type { DataFlowMap } from "./data-flow.ts";

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");
}

const listed = (names: readonly string[]): string => (names.length === 0 ? "none" : names.join(", "));

export function dataFlowText({
  classes,
  stores,
  operations,
  queue_messages,
  cron_tasks,
}: DataFlowMap): string {
  const classTable = table(
    ["class", "what it is", "kept in", "does not leave without a basis"],
    classes.map((one) => [`\`${one.data_class}\``, one.meaning, listed(one.stores), listed(one.held_in)]),
  );
  const storeTable = table(
    ["store", "kept", "holds"],
    stores.map(({ store, kept, holds }) => [store, kept, listed(holds)]),
  );
  const operationTable = table(
    ["operation", "address", "carries", "stores", "goes to", "served"],
    operations.map(
      ({ operation, address, carries, stores: kinds, destination, served, issues_credential }) => [
        `\`${operation}\``,
        `\`${address}\``,
        carries === null
          ? "not said"
          : listed(issues_credential ? [...carries, "a new credential"] : carries),
        listed(kinds),
        destination,
        served === "in_region" ? "in the tenant's region, if it asks for that" : "anywhere",
      ],
    ),
  );
  const work = [
    ...queue_messages.map(({ kind }) => `- queue \`${kind}\`: ids only`),
    ...cron_tasks.map(({ name }) => `- cron \`${name}\`: ids only`),
  ];
  return [
    "# Data flow",
    "## Classes",
    classTable,
    "## Stores",
    storeTable,
    "## Operations",
    operationTable,
    "## Background work",
    work.join("\n"),
    "",
  ].join("\n\n");
}
