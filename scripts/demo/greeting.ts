// What `npm start` says when it serves: the addresses, and a query ready to be pasted.

import type { LocalCell } from "../runtime/cell.ts";
import type { Demo } from "./set-up-demo.ts";

/** Asks for what the demonstration sent, whenever that was. */
function curlLine({ file, fromMs, toMs }: Demo): string {
  const [first] = Object.values(file.tenants);
  const range = `from=${new Date(fromMs).toISOString()}&to=${new Date(toMs + 1).toISOString()}`;
  const query = `metric=http.server.requests&aggregation=rate&interval=1m&${range}`;
  return `curl -s 'http://${first?.host}/v1/metrics?${query}' -H 'Authorization: Bearer ${first?.engineer_key}'`;
}

/** Where people begin: the address, and what to sign in with. */
function consoleLines({ file }: Demo): string {
  const [first] = Object.values(file.tenants);
  return `Open the console:\n  http://${first?.host}/console\n  and sign in with ${first?.admin_key}`;
}

export function greeting(demo: Demo, demoPath: string, cells: readonly LocalCell[]): string {
  const { base_url: base, tenants } = demo.file;
  const rows = Object.values(tenants).map(
    ({ slug, host, jurisdiction, isolation }) =>
      `  ${slug.padEnd(9)} ${jurisdiction}  ${isolation}  http://${host}`,
  );
  return [
    `\nTraceo Gateway on ${base}  (reference: ${base}/docs)\n`,
    ...rows,
    ...cells.map(({ name, dir }) => `\nTenants of \`${name}\` are served by a cell of their own, in ${dir}.`),
    `\n${consoleLines(demo)}`,
    `\nTry it:\n  ${curlLine(demo)}`,
    `\nAll keys and the operator's token are in ${demoPath}. Where \`*.localhost\` does not resolve, use`,
    `${base}: the key names the tenant. Ctrl-C stops; the data stays until \`npm run reset\`.\n`,
  ].join("\n");
}
