// The part of the ESTree that the architecture rules read, and the dotted names of its nodes.

export interface Syntax {
  readonly type: string;
  readonly name?: string;
  readonly value?: unknown;
  readonly computed?: boolean;
  readonly object?: Syntax;
  readonly property?: Syntax;
  readonly callee?: Syntax;
  readonly expression?: Syntax;
  readonly arguments?: readonly Syntax[];
  readonly source?: Syntax | null;
  readonly specifiers?: readonly Syntax[];
  readonly imported?: Syntax;
  readonly importKind?: string;
  readonly exportKind?: string;
  readonly typeName?: Syntax;
  readonly left?: Syntax;
  readonly right?: Syntax;
  readonly argument?: Syntax;
  readonly literal?: Syntax;
}

/** `a.b.c` for a chain of identifiers; what is not an identifier reads as `?`. `globalThis.` is dropped. */
export function dottedName(node: Syntax | undefined): string {
  return rawName(node).replace(/^(globalThis|self)\./, "");
}

function rawName(node: Syntax | undefined): string {
  if (node === undefined) return "?";
  if (node.type === "Identifier") return node.name ?? "?";
  if (node.type === "ThisExpression") return "this";
  if (node.type === "MemberExpression") return `${rawName(node.object)}.${propertyName(node)}`;
  if (node.type === "TSQualifiedName") return `${rawName(node.left)}.${rawName(node.right)}`;
  if (node.type === "ChainExpression" || node.type === "TSNonNullExpression") return rawName(node.expression);
  return "?";
}

function propertyName(node: Syntax): string {
  if (node.computed !== true) return rawName(node.property);
  return typeof node.property?.value === "string" ? node.property.value : "?";
}

/** The module that an import, a re-export, a dynamic import or an import type names, when it is a literal. */
export function moduleOf(node: Syntax): string | null {
  const source = node.source ?? node.argument?.literal ?? node.argument;
  return typeof source?.value === "string" ? source.value : null;
}

/** The names taken from a module; `*` for all of it. */
export function namesTaken(node: Syntax): readonly string[] {
  if (node.type !== "ImportDeclaration") return ["*"];
  return (node.specifiers ?? []).map((specifier) => {
    if (specifier.type !== "ImportSpecifier") return "*";
    return specifier.imported?.name ?? "*";
  });
}

export function isTypeOnly(node: Syntax): boolean {
  if (node.type === "TSImportType" || node.importKind === "type" || node.exportKind === "type") return true;
  const specifiers = node.specifiers ?? [];
  return specifiers.length > 0 && specifiers.every((specifier) => specifier.importKind === "type");
}
