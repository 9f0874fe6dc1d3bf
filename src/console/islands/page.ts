// What every page does with a script: remembers look and width, says that something is being sent, keeps lists up to date
// while something is under way. Without it the pages do the same, slower.

const YEAR_SECONDS = 31_536_000;

function remember(name: string, value: string): void {
  document.cookie = `${name}=${value}; Path=/console; SameSite=Strict; Max-Age=${YEAR_SECONDS}`;
}

function rememberWidth(): void {
  remember("traceo_width", String(document.documentElement.clientWidth));
}

function followLook(): void {
  const choice = document.querySelector<HTMLSelectElement>("[data-look-switch]");
  choice?.addEventListener("change", () => {
    document.documentElement.dataset["look"] = choice.value;
    remember("traceo_look", choice.value);
  });
}

/** A second press sends nothing again. A form that brings a file leaves the page as it is. */
function tellOfSending(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    const button = event.submitter;
    if (event.defaultPrevented || !(button instanceof HTMLButtonElement)) return;
    if (form.dataset["sending"] === "yes") {
      event.preventDefault();
      return;
    }
    form.dataset["sending"] = "yes";
    button.setAttribute("aria-busy", "true");
    const again = (): void => {
      delete form.dataset["sending"];
      button.removeAttribute("aria-busy");
    };
    if ("download" in form.dataset) setTimeout(again, 2_500);
    addEventListener("pageshow", again, { once: true });
  });
}

/** One menu is open at a time; a press elsewhere or Escape closes it. */
function closeMenus(): void {
  const open = (): HTMLDetailsElement[] => [
    ...document.querySelectorAll<HTMLDetailsElement>("details.menu[open]"),
  ];
  document.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target as Node)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  });
}

/** The part of the page anew, as long as it says that something in it is under way. */
function poll(): void {
  for (const part of document.querySelectorAll<HTMLElement>("[data-poll]")) {
    const everyMs = Number(part.dataset["poll"]);
    if (everyMs > 0) setTimeout(() => void renew(part), everyMs);
  }
}

async function renew(part: HTMLElement): Promise<void> {
  const answer = await fetch(location.href, { headers: { accept: "text/html" } }).catch(() => null);
  if (answer?.ok === true) {
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
    if (fresh !== null) part.replaceWith(document.adoptNode(fresh));
  }
  poll();
}

/** Schedules mean the visitor's own clock unless they say another. */
function offerZone(): void {
  const zone = document.querySelector<HTMLInputElement>("[data-own-zone]");
  if (zone?.value === "UTC") zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Only the fields that the chosen source looks at. */
function fitFields(): void {
  for (const fields of document.querySelectorAll<HTMLElement>("[data-source-fields]")) {
    const source = fields.querySelector<HTMLSelectElement>("select");
    const fit = (): void => {
      for (const label of fields.querySelectorAll<HTMLElement>("[data-for]"))
        label.hidden = !(label.dataset["for"] ?? "").split(" ").includes(source?.value ?? "");
    };
    source?.addEventListener("change", fit);
    fit();
  }
}

rememberWidth();
addEventListener("resize", rememberWidth);
followLook();
tellOfSending();
closeMenus();
poll();
offerZone();
fitFields();
document.documentElement.dataset["alive"] = "page";
