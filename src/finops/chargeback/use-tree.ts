// What was used, as a tree: tenant, department, team, service. Lines of usage come in any order; a level that a line does not
// name is `__none__` there, so that every line has its leaf and nothing is lost.

import type { Money } from "../../kernel/money.ts";

/** What one service used of one meter in a month; costs are exact. */
export interface UsedLine {
  readonly department: string | null;
  readonly team: string | null;
  readonly service: string | null;
  readonly meter: string;
  /** In the meter's smallest parts: what shares by usage are weighed with. */
  readonly quantity: bigint;
  /** In units, as it is told. */
  readonly units: string;
  readonly unitPrice: Money;
  readonly cost: Money;
}

export const LEVELS = ["tenant", "department", "team", "service"] as const;
export type Level = (typeof LEVELS)[number];

const NOBODY = "__none__";

export interface UseNode {
  readonly level: Level;
  readonly id: string;
  quantity: bigint;
  cost: Money;
  /** By id; a service has none. */
  readonly children: Map<string, UseNode>;
  /** Of a service only. */
  readonly lines: UsedLine[];
}

function newNode(level: Level, id: string): UseNode {
  return { level, id, quantity: 0n, cost: 0n, children: new Map(), lines: [] };
}

function childOf(node: UseNode, level: Level, id: string): UseNode {
  const known = node.children.get(id);
  if (known !== undefined) return known;
  const made = newNode(level, id);
  node.children.set(id, made);
  return made;
}

function count(node: UseNode, { quantity, cost }: UsedLine): void {
  node.quantity += quantity;
  node.cost += cost;
}

export function buildUseTree(tenantId: string, lines: readonly UsedLine[]): UseNode {
  const root = newNode("tenant", tenantId);
  for (const line of lines) {
    const department = childOf(root, "department", line.department ?? NOBODY);
    const team = childOf(department, "team", line.team ?? NOBODY);
    const service = childOf(team, "service", line.service ?? NOBODY);
    for (const node of [root, department, team, service]) count(node, line);
    service.lines.push(line);
  }
  return root;
}
