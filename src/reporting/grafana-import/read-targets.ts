// A Grafana panel's queries, as far as they are PromQL that can be said here. INVARIANT: what is not taken, and what finds nothing
// without a variable that was not, is listed.

import { MOST_TARGETS } from "./lost-fields.ts";
import { plainVariables, readPromql } from "./read-promql.ts";
import { objectOf, textOf, type NotTaken, type Reading } from "./sent-json.ts";

export function readTargets(targets: readonly unknown[], pointer: string, reading: Reading): object[] {
  const { notTaken } = reading;
  const refs = new Set<string>();
  return targets.slice(0, MOST_TARGETS).flatMap((sent, at) => {
    const target = objectOf(sent);
    const expression = textOf(target["expr"], 4_096);
    const query = expression === "" ? null : readPromql(expression);
    if (query === null) {
      const message =
        "only PromQL of one metric, its rate, an aggregation or a quantile of it can be said here";
      notTaken.push({ pointer: `${pointer}/targets/${at}`, message });
      return [];
    }
    notTaken.push(...unknownIn(expression, `${pointer}/targets/${at}`, reading));
    const sentRef = textOf(target["refId"], 32);
    const ref = /^[A-Za-z]\w*$/.test(sentRef) && !refs.has(sentRef) ? sentRef : `Q${at + 1}`;
    refs.add(ref);
    const legend = textOf(target["legendFormat"], 256);
    return [
      {
        ref,
        source: "metrics",
        request: { ...query, group_by: query.group_by.slice(0, 20) },
        ...(legend === "" || legend === "__auto" ? {} : { legend: plainVariables(legend) }),
        hidden: target["hide"] === true,
      },
    ];
  });
}

/** Windows and ranges are the gateway's own: what Grafana filled in there is left out with them. */
const OWN = /^__/;

/** Names of variables in it that were not taken over: their filter would find nothing. */
function unknownIn(expression: string, pointer: string, { names }: Reading): NotTaken[] {
  const filled = expression.replaceAll(/\[[^\]]*\]/g, "");
  const named = [...plainVariables(filled).matchAll(/\$\{(\w+)\}/g)].map(([, name = ""]) => name);
  return [...new Set(named)]
    .filter((name) => !OWN.test(name) && !names.has(name))
    .map((name) => ({ pointer, message: `it names the variable \`${name}\`, which was not taken over` }));
}
