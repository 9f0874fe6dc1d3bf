// What a tenant of a test asks for so that it can be made where its law asks for a lock: the test runtime has none.

export function residencyFor(jurisdiction: unknown): { residency?: Readonly<Record<string, unknown>> } {
  if (jurisdiction !== "in" && jurisdiction !== "cn") return {};
  return { residency: { exception: { reason: "a test on one machine", days: 30 } } };
}
