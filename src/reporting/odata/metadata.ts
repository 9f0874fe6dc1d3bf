// The service document (JSON Format 4.0, 5) and $metadata (CSDL 4.0), both made from the table of entity sets. What cannot be
// asked is annotated with the words of Org.OData.Capabilities.V1, which Power BI and Excel read.

import { ENTITY_SETS, type EntitySet, type Property } from "./entity-set.ts";
import { TEXT_FUNCTIONS } from "./parse-filter.ts";

const CAPABILITIES = "Org.OData.Capabilities.V1";
const VOCABULARIES = "https://oasis-tcs.github.io/odata-vocabularies/vocabularies";
const SETS: readonly EntitySet[] = Object.values(ENTITY_SETS);

export function serviceDocument(root: string): object {
  const value = SETS.map(({ name }) => ({ name, kind: "EntitySet", url: name }));
  return { "@odata.context": `${root}$metadata`, value };
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

const FACETS: Readonly<Partial<Record<Property["type"], string>>> = {
  "Edm.Decimal": ' Precision="30" Scale="12"',
  "Edm.DateTimeOffset": ' Precision="9"',
};

const propertyXml = ({ name, type, isNullable }: Property): string =>
  `<Property Name="${name}" Type="${type}"${isNullable ? "" : ' Nullable="false"'}${FACETS[type] ?? ""}/>`;

function typeXml({ typeName, key, properties }: EntitySet): string {
  const refs = key.map((name) => `<PropertyRef Name="${name}"/>`).join("");
  return `<EntityType Name="${typeName}"><Key>${refs}</Key>${properties.map(propertyXml).join("")}</EntityType>`;
}

const paths = (names: readonly string[]): string =>
  `<Collection>${names.map((name) => `<PropertyPath>${name}</PropertyPath>`).join("")}</Collection>`;

const valueXml = (name: string, value: string): string =>
  `<PropertyValue Property="${name}">${value}</PropertyValue>`;

const recordXml = (term: string, values: string): string =>
  `<Annotation Term="${CAPABILITIES}.${term}"><Record>${values}</Record></Annotation>`;

function filterXml({ required }: EntitySet): string {
  if (required.length === 0) return "";
  const values = `<PropertyValue Property="RequiresFilter" Bool="true"/>${valueXml("RequiredProperties", paths(required))}`;
  return recordXml("FilterRestrictions", values);
}

function sortXml({ properties, sortable }: EntitySet): string {
  const rest = properties.flatMap(({ name }) => (sortable.includes(name) ? [] : [name]));
  return rest.length === 0
    ? ""
    : recordXml("SortRestrictions", valueXml("NonSortableProperties", paths(rest)));
}

const READ_ONLY = [
  ["InsertRestrictions", "Insertable"],
  ["UpdateRestrictions", "Updatable"],
  ["DeleteRestrictions", "Deletable"],
  ["ExpandRestrictions", "Expandable"],
  ["SearchRestrictions", "Searchable"],
] as const;

function setXml(set: EntitySet): string {
  const cannot = READ_ONLY.map(([term, word]) =>
    recordXml(term, `<PropertyValue Property="${word}" Bool="false"/>`),
  ).join("");
  const meaning = `<Annotation Term="Org.OData.Core.V1.Description" String="${escaped(set.meaning)}"/>`;
  return `<EntitySet Name="${set.name}" EntityType="Traceo.${set.typeName}">${meaning}${filterXml(set)}${sortXml(set)}${cannot}</EntitySet>`;
}

const reference = (namespace: string): string =>
  `<edmx:Reference Uri="${VOCABULARIES}/${namespace}.xml"><edmx:Include Namespace="${namespace}"/></edmx:Reference>`;

export function metadataXml(): string {
  const functions = TEXT_FUNCTIONS.map((name) => `<String>${name}</String>`).join("");
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">',
    reference(CAPABILITIES),
    reference("Org.OData.Core.V1"),
    "<edmx:DataServices>",
    '<Schema Namespace="Traceo" xmlns="http://docs.oasis-open.org/odata/ns/edm">',
    ...SETS.map(typeXml),
    '<EntityContainer Name="Gateway">',
    ...SETS.map(setXml),
    `<Annotation Term="${CAPABILITIES}.FilterFunctions"><Collection>${functions}</Collection></Annotation>`,
    "</EntityContainer>",
    "</Schema>",
    "</edmx:DataServices>",
    "</edmx:Edmx>",
    "",
  ].join("\n");
}
