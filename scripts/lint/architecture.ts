// The oxlint plugin that holds the architecture: it walks a file and asks the judges, which are pure.
// One rule per kind of offence, so that a disable (with its reason) names exactly what it excuses.
import { dirname, join, relative, sep } from "node:path";
import { judgeDirective, judgeOpening } from "./judge-comment.ts";
import { judgeExpression } from "./judge-expression.ts";
import type { Expression } from "./judge-expression.ts";
import { judgeFile } from "./judge-file.ts";
import { judgeImport } from "./judge-import.ts";
import { judgePackage } from "./judge-package.ts";
import { judgeTestImport, judgeTestName } from "./judge-test.ts";
import { dottedName, isTypeOnly, moduleOf, namesTaken } from "./syntax.ts";
import type { Syntax } from "./syntax.ts";

interface Comment extends Syntax {
  readonly value: string;
}

interface RuleContext {
  readonly filename: string;
  readonly cwd: string;
  readonly sourceCode: { readonly text: string; getAllComments(): readonly Comment[] };
  report(offence: { message: string; node: Syntax }): void;
}

type Visitor = Readonly<Record<string, (node: Syntax) => void>>;
type Judge = (node: Syntax, file: string) => string | null;

function rule(types: readonly string[], judge: Judge): { create(context: RuleContext): Visitor } {
  return {
    create(context) {
      const file = relative(context.cwd, context.filename).split(sep).join("/");
      const visit = (node: Syntax): void => {
        const message = judge(node, file);
        if (message !== null) context.report({ message, node });
      };
      return Object.fromEntries(types.map((type) => [type, visit]));
    },
  };
}

const IMPORTS = [
  "ImportDeclaration",
  "ExportNamedDeclaration",
  "ExportAllDeclaration",
  "ImportExpression",
  "TSImportType",
];
const EXPRESSIONS = [
  "MemberExpression",
  "CallExpression",
  "NewExpression",
  "TSTypeReference",
  "Literal",
  "TemplateElement",
];

function judgeModuleImport(node: Syntax, from: string): string | null {
  const source = moduleOf(node);
  if (source?.startsWith(".") !== true) return null;
  const to = join(dirname(from), source).split(sep).join("/");
  return judgeImport({ from, to, isTypeOnly: isTypeOnly(node) });
}

function judgePackageImport(node: Syntax, from: string): string | null {
  const source = moduleOf(node);
  if (source === null || source.startsWith(".")) return null;
  return judgePackage({ from, source, names: namesTaken(node) }) ?? judgeTestImport(from, source);
}

function expressionOf(node: Syntax, file: string): Expression | null {
  const argumentCount = node.arguments?.length ?? 0;
  switch (node.type) {
    case "MemberExpression":
      return { file, kind: "read", name: dottedName(node) };
    case "CallExpression":
      return { file, kind: "call", name: dottedName(node.callee), argumentCount };
    case "NewExpression":
      return { file, kind: "new", name: dottedName(node.callee), argumentCount };
    case "TSTypeReference":
      return { file, kind: "type", name: dottedName(node.typeName) };
    default:
      return { file, kind: "text", name: textOf(node.value) };
  }
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null || !("raw" in value)) return "";
  return typeof value.raw === "string" ? value.raw : "";
}

function judgeExpressionNode(node: Syntax, file: string): string | null {
  const expression = expressionOf(node, file);
  return expression === null ? null : judgeExpression(expression);
}

function judgeTestNode(node: Syntax, file: string): string | null {
  return judgeTestName(file, dottedName(node.type === "CallExpression" ? node.callee : node));
}

const directives = {
  create(context: RuleContext): Visitor {
    return {
      Program() {
        for (const comment of context.sourceCode.getAllComments()) {
          const message = judgeDirective(comment.value);
          if (message !== null) context.report({ message, node: comment });
        }
      },
    };
  },
};

const opening = {
  create(context: RuleContext): Visitor {
    const file = relative(context.cwd, context.filename).split(sep).join("/");
    return {
      Program(node) {
        const message = judgeOpening(file, context.sourceCode.text);
        if (message !== null) context.report({ message, node });
      },
    };
  },
};

const plugin = {
  meta: { name: "architecture" },
  rules: {
    file: rule(["Program"], (_node, file) => judgeFile(file)),
    imports: rule(IMPORTS, judgeModuleImport),
    packages: rule(IMPORTS, judgePackageImport),
    expressions: rule(EXPRESSIONS, judgeExpressionNode),
    tests: rule(["MemberExpression", "CallExpression"], judgeTestNode),
    enums: rule(["TSEnumDeclaration"], () => "no enums: write an `as const` table"),
    directives,
    opening,
  },
};

// oxlint-disable-next-line import/no-default-export -- oxlint takes a plugin from the default export
export default plugin;
