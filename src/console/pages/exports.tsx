// Files of dashboards and panels: made at once, or in the background with a list of how far they are.

import { choicesIn } from "../board-variables.ts";
import { seeOther, type Outcome, type Page, type PageAnswer, type Visit } from "../page.ts";
import { When } from "../parts/when.tsx";
import type { ExportView, PageOf } from "../replies.ts";

const UNDER_WAY: ReadonlySet<string> = new Set(["queued", "reading", "writing"]);

async function list({ asking, words, csrf, query }: Visit): Promise<Outcome<PageAnswer>> {
  const found = await asking.read<PageOf<ExportView>>("exports.list", {
    query: { limit: "50", cursor: query.get("cursor") ?? undefined },
  });
  if (!found.ok) return found;
  const t = words.exports;
  const shown = found.value.data.filter(({ state }) => state !== "deleted");
  const isMoving = shown.some(({ state }) => UNDER_WAY.has(state));
  const main = (
    <>
      <div class="head">
        <h1>{t.title}</h1>
      </div>
      <p class="lead">{t.lead}</p>
      <div id="live-exports" data-poll={isMoving ? "1500" : undefined}>
        {shown.length === 0 ? (
          <div class="empty-panel">
            <h2>{t.emptyTitle}</h2>
            <p>{t.emptyLead}</p>
            <p>
              <a class="button primary" href="/console/dashboards">
                {words.nav.dashboards}
              </a>
            </p>
          </div>
        ) : (
          <ul class="list">
            {shown.map((one) => (
              <Row one={one} words={words} csrf={csrf} />
            ))}
          </ul>
        )}
      </div>
      {found.value.next_cursor === null ? null : (
        <p>
          <a class="button" href={`?cursor=${encodeURIComponent(found.value.next_cursor)}`}>
            {words.dashboards.more}
          </a>
        </p>
      )}
    </>
  );
  return { ok: true, value: { as: "page", title: t.title, main } };
}

function Row({ one, words, csrf }: { one: ExportView } & Pick<Visit, "words" | "csrf">) {
  const t = words.exports;
  const label = `${one.title}: ${t.states[one.state]}`;
  return (
    <li class="item">
      <div class="grow">
        <strong>{one.title}</strong>
        <p class="small">
          {(t.formats[one.format] ?? one.format).split(" ", 1)} · <When at={one.created_at} />
          {one.state === "ready" ? ` · ${t.size(one.rows, one.bytes)}` : ""}
        </p>
        {UNDER_WAY.has(one.state) ? (
          <progress max={100} value={one.percent} aria-label={label}>
            {one.percent} %
          </progress>
        ) : null}
      </div>
      <span class={`state ${one.state}`}>{t.states[one.state]}</span>
      <form method="post" action={`/console/exports/${one.id}`} class="actions">
        <input type="hidden" name="csrf" value={csrf} />
        {one.state === "ready" ? (
          <button class="primary" type="submit" name="do" value="fetch">
            {t.download}
          </button>
        ) : null}
        <button class="quiet" type="submit" name="do" value="delete" aria-label={`${t.remove}: ${one.title}`}>
          {t.remove}
        </button>
      </form>
    </li>
  );
}

async function make({ form, asking }: Visit): Promise<Outcome<PageAnswer>> {
  const panel = form.get("panel") ?? "";
  const mode = form.get("mode") === "background" ? "background" : "inline";
  const body = {
    title: form.get("title") ?? "export",
    source: {
      kind: "dashboard",
      dashboard_id: form.get("dashboard") ?? "",
      panel_ids: panel === "" ? [] : [panel],
      variables: choicesIn(form),
    },
    from: form.get("from") ?? undefined,
    to: form.get("to") ?? undefined,
    format: form.get("format") ?? "",
    mode,
  };
  const made = await asking.ask("exports.create", { body });
  if (!made.ok) return made;
  // What is answered with a file is a file; all else is being made.
  const isFile = made.value.status === 200;
  return isFile ? { ok: true, value: { as: "file", reply: made.value } } : seeOther("/console/exports");
}

const LINK = { hours: 1, single_use: true };

async function act({ form, params, asking }: Visit): Promise<Outcome<PageAnswer>> {
  if (form.get("do") !== "fetch") {
    const deleted = await asking.ask("exports.delete", { params });
    return deleted.ok ? seeOther("/console/exports") : deleted;
  }
  const link = await asking.read<{ readonly url: string }>("exports.link", { params, body: LINK });
  if (!link.ok) return link;
  const { pathname, search } = new URL(link.value.url);
  return seeOther(`${pathname}${search}`);
}

export const exportsPages: readonly Page[] = [
  {
    id: "exports",
    method: "GET",
    path: "/console/exports",
    summary: "Files that were asked for",
    answer: list,
  },
  {
    id: "make_export",
    method: "POST",
    path: "/console/exports",
    summary: "Take a dashboard or a panel along as a file",
    answer: make,
  },
  {
    id: "act_on_export",
    method: "POST",
    path: "/console/exports/{export_id}",
    summary: "Fetch or delete the file of an export",
    answer: act,
  },
];
