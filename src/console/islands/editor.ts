// While a dashboard is edited: its panels drawn as they would be, a moment after the last key. What is drawn comes from the
// form itself, by the same way that saving it would take.

const WAIT_MS = 500;

async function preview(form: HTMLFormElement, place: HTMLElement): Promise<void> {
  const address = form.dataset["preview"];
  if (address === undefined) return;
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") fields.append(name, value);
  fields.set("panel", place.dataset["previewOf"] ?? "all");
  place.setAttribute("aria-busy", "true");
  const answer = await fetch(address, { method: "POST", body: fields }).catch(() => null);
  place.removeAttribute("aria-busy");
  if (answer === null || !answer.ok) {
    place.textContent = document.body.dataset["failed"] ?? "";
    return;
  }
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  place.replaceChildren(...[...fresh.body.childNodes].map((node) => document.adoptNode(node)));
}

function isShown(place: HTMLElement): boolean {
  const folded = place.closest("details");
  return folded === null || folded.open;
}

const waiting = new Map<HTMLElement, number>();

function soon(form: HTMLFormElement, place: HTMLElement): void {
  clearTimeout(waiting.get(place));
  waiting.set(
    place,
    setTimeout(() => void preview(form, place), WAIT_MS),
  );
}

function edit(form: HTMLFormElement): void {
  const places = (): HTMLElement[] => [...form.querySelectorAll<HTMLElement>("[data-preview-of]")];
  form.addEventListener("input", (event) => {
    const target = event.target as HTMLElement;
    const panel = target.closest<HTMLElement>("[data-panel-no]");
    for (const place of places())
      if (panel === null ? isShown(place) : panel.contains(place)) soon(form, place);
  });
  // Opening a panel is asking to see it. `toggle` does not bubble.
  for (const panel of form.querySelectorAll<HTMLDetailsElement>("[data-panel-no]"))
    panel.addEventListener("toggle", () => {
      const place = panel.querySelector<HTMLElement>("[data-preview-of]");
      if (panel.open && place !== null) soon(form, place);
    });
  for (const place of places()) if (isShown(place)) soon(form, place);
}

const form = document.querySelector<HTMLFormElement>("form[data-editor]");
if (form !== null) edit(form);
document.documentElement.dataset["editor"] = "alive";
