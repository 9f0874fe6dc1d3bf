// The list of dashboards: found by text and folder, made anew, or begun with an example.

import type { Child } from "hono/jsx";
import { exampleDashboard } from "../example-dashboard.ts";
import { page, seeOther, type Outcome, type Page, type PageAnswer, type Visit } from "../page.ts";
import type { BoardHead, PageOf } from "../replies.ts";
import { When } from "../parts/when.tsx";
import type { Words } from "../words/words.ts";

const SHOWN = "100";
const MAKE = "dashboards.create";

async function list(visit: Visit): Promise<Outcome<PageAnswer>> {
  const { query, asking, words } = visit;
  const asked = {
    text: query.get("text")?.trim(),
    folder: query.get("folder") ?? undefined,
    cursor: query.get("cursor") ?? undefined,
  };
  const found = await asking.read<PageOf<BoardHead>>("dashboards.list", {
    query: { ...asked, limit: SHOWN },
  });
  if (!found.ok) return found;
  const offered = await asking.offered([MAKE]);
  const main = <List visit={visit} found={found.value} asked={asked} mayMake={offered.has(MAKE)} />;
  return page(words.dashboards.title, main);
}

interface Asked {
  readonly text?: string | undefined;
  readonly folder?: string | undefined;
}

interface Listed {
  readonly visit: Visit;
  readonly found: PageOf<BoardHead>;
  readonly asked: Asked;
  readonly mayMake: boolean;
}

function List({ visit, found, asked, mayMake }: Listed) {
  const { words, csrf } = visit;
  const t = words.dashboards;
  const { text = "", folder = "" } = asked;
  const isSearch = text !== "" || folder !== "";
  const isEmpty = found.data.length === 0;
  return (
    <>
      <div class="head">
        <h1>{folder === "" ? t.title : folder}</h1>
        {!mayMake || (isEmpty && !isSearch) ? null : <NewBoard words={words} csrf={csrf} />}
      </div>
      {isEmpty && !isSearch ? (
        <Nothing words={words} csrf={csrf} mayMake={mayMake} />
      ) : (
        <Search words={words} asked={asked} />
      )}
      {isEmpty && isSearch ? <p class="notice">{t.noneFound}</p> : null}
      <Folders heads={found.data} folder={folder} words={words} />
      {found.next_cursor === null ? null : (
        <p>
          <a
            class="button"
            href={`?${new URLSearchParams({ text, folder, cursor: found.next_cursor }).toString()}`}
          >
            {t.more}
          </a>
        </p>
      )}
    </>
  );
}

function Search({ words, asked }: { readonly words: Words; readonly asked: Asked }) {
  const t = words.dashboards;
  return (
    <form class="bar" role="search" action="/console/dashboards">
      {asked.folder === undefined ? null : <input type="hidden" name="folder" value={asked.folder} />}
      <label class="grow">
        <span class="hidden">{t.search}</span>
        <input type="search" name="text" value={asked.text} placeholder={t.search} maxlength={200} />
      </label>
      <button type="submit">{t.find}</button>
      {asked.folder === undefined ? null : (
        <a class="button quiet" href="/console/dashboards">
          {t.allFolders}
        </a>
      )}
    </form>
  );
}

/** What lies in a folder stands under its name. */
function Folders({ heads, folder, words }: { heads: readonly BoardHead[]; folder: string; words: Words }) {
  const groups = [...Map.groupBy(heads, (head) => head.folder)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return (
    <>
      {groups.map(([name, inside]) => (
        <section class="folder">
          {name === "" || name === folder ? null : (
            <h2>
              <a href={`/console/dashboards?folder=${encodeURIComponent(name)}`}>{name}</a>
            </h2>
          )}
          <ul class="cards">
            {inside.map((head) => (
              <Card head={head} words={words} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function Card({ head, words }: { readonly head: BoardHead; readonly words: Words }) {
  return (
    <li class="card">
      <a class="cover" href={`/console/dashboards/${head.id}`}>
        {head.title}
      </a>
      {head.tags.length === 0 ? null : (
        <p class="tags">
          {head.tags.map((tag) => (
            <span class="tag">{tag}</span>
          ))}
        </p>
      )}
      <p class="small">
        {words.dashboards.changed} <When at={head.updated_at} />
      </p>
    </li>
  );
}

function NewBoard({ words, csrf }: { readonly words: Words; readonly csrf: string }) {
  const t = words.dashboards;
  return (
    <details class="menu">
      <summary class="button primary">{t.make}</summary>
      <div class="sheet">
        <MakeForm words={words} csrf={csrf} />
        <ExampleForm words={words} csrf={csrf} isPrimary={false} />
      </div>
    </details>
  );
}

function MakeForm({ words, csrf }: { readonly words: Words; readonly csrf: string }) {
  const t = words.dashboards;
  return (
    <form method="post" action="/console/dashboards" class="stack">
      <input type="hidden" name="csrf" value={csrf} />
      <label>
        {t.name}
        <input name="title" required maxlength={200} />
      </label>
      <label>
        {t.folder}
        <input name="folder" maxlength={256} placeholder={t.folderHint} />
      </label>
      <button type="submit" name="do" value="make">
        {t.makeEmpty}
      </button>
    </form>
  );
}

function ExampleForm(shown: { readonly words: Words; readonly csrf: string; readonly isPrimary: boolean }) {
  const { words, csrf, isPrimary } = shown;
  return (
    <form method="post" action="/console/dashboards">
      <input type="hidden" name="csrf" value={csrf} />
      <button type="submit" name="do" value="example" class={isPrimary ? "primary" : "quiet"}>
        {words.dashboards.example}
      </button>
    </form>
  );
}

function Nothing(shown: { readonly words: Words; readonly csrf: string; readonly mayMake: boolean }) {
  const { words, csrf, mayMake } = shown;
  return mayMake ? <Beginning words={words} csrf={csrf} /> : <p class="notice">{words.dashboards.noneYet}</p>;
}

function Beginning({ words, csrf }: { readonly words: Words; readonly csrf: string }): Child {
  const t = words.dashboards;
  return (
    <section class="beginning">
      <div>
        <h2>{t.emptyTitle}</h2>
        <p>{t.emptyLead}</p>
        <ExampleForm words={words} csrf={csrf} isPrimary={true} />
      </div>
      <div>
        <h2>{t.ownTitle}</h2>
        <MakeForm words={words} csrf={csrf} />
      </div>
      <p class="wide">
        {t.orExplore} <a href="/console/explore">{words.nav.explore}</a>.
      </p>
    </section>
  );
}

const EXAMPLE_RANGE = { from: "now-1h", to: "now" };

async function make({ form, asking }: Visit): Promise<Outcome<PageAnswer>> {
  const isExample = form.get("do") === "example";
  const folder = form.get("folder")?.trim() ?? "";
  const body = isExample
    ? exampleDashboard(EXAMPLE_RANGE)
    : { title: form.get("title")?.trim() ?? "", folder, rows: [{ title: "", panels: [] }] };
  const made = await asking.read<BoardHead>("dashboards.create", { body });
  if (!made.ok) return made;
  return seeOther(`/console/dashboards/${made.value.id}${isExample ? "" : "/edit"}`);
}

export const dashboardsPages: readonly Page[] = [
  {
    id: "dashboards",
    method: "GET",
    path: "/console/dashboards",
    summary: "The dashboards there are",
    answer: list,
  },
  {
    id: "make_dashboard",
    method: "POST",
    path: "/console/dashboards",
    summary: "Make a dashboard, empty or as an example",
    answer: make,
  },
];
