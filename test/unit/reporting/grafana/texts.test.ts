// What is generated for other tools to read: texts of M and of YAML mean what was put in, whatever it was.

import { describe, expect, it } from "vitest";
import { askedByText } from "../../../../src/reporting/grafana/name-request.ts";
import { provisioningYaml } from "../../../../src/reporting/grafana/provisioning.ts";
import { mText } from "../../../../src/reporting/power-bi/m-text.ts";
import { fileName } from "../../../../src/reporting/power-bi/query-file.ts";
import { seededRandom } from "../../../support/ingest.ts";

/** A reader of M's text literals by the Language Specification, 2.6. */
function readM(literal: string): string {
  const inner = literal.slice(1, -1);
  let text = "";
  for (let at = 0; at < inner.length;) {
    const escape = /^#\(([^)]*)\)/.exec(inner.slice(at));
    if (escape !== null) {
      const [whole, body = ""] = escape;
      text += body === "#" ? "#" : String.fromCodePoint(Number.parseInt(body, 16));
      at += whole.length;
    } else if (inner[at] === '"') {
      if (inner[at + 1] !== '"') throw new Error("the text ends early");
      text += '"';
      at += 2;
    } else {
      text += inner[at];
      at += 1;
    }
  }
  return text;
}

describe("a text of M", () => {
  it.each(['a"b', "#(cr)", "##(", "#(#)(", "line\r\nend", "\u2028\u0085", "tab\t", "🚀 日本", "\ud800", ""])(
    "reads back as %j",
    (text) => expect(readM(mText(text))).toBe(text),
  );

  it("reads back and holds no odd character, whatever is in it", () => {
    const seed = Date.now() % 1_000_000;
    const random = seededRandom(seed);
    const parts = ['"', "#", "(", ")", "#(", "#(#)", "\n", "\u0000", "a", "é", "🚀", "0041"];
    for (let round = 0; round < 2_000; round++) {
      const text = Array.from({ length: 8 }, () => parts[Math.floor(random() * parts.length)]).join("");
      expect(readM(mText(text)), `seed ${seed}`).toBe(text);
      expect(mText(text), `seed ${seed}`).not.toMatch(/\p{Cc}/u);
    }
  });
});

it("a file is called by what a header takes", () => {
  expect(["CPU of shop", '../../x"\r\n', "日本", ".."].map(fileName)).toEqual([
    "CPU-of-shop.pq",
    "x.pq",
    "query.pq",
    "query.pq",
  ]);
});

it("the provisioning file leaves Grafana no variable but the key's", () => {
  const yaml = provisioningYaml("https://a.example", "$HOME");
  expect(yaml).toContain('name: "Traceo $$HOME"');
  expect(yaml.replaceAll("$$", "").match(/\$\w+/g)).toEqual(["$TRACEO_API_KEY", "$TRACEO_API_KEY"]);
});

it("`label_values` names a label, and a metric where there is one", () => {
  expect(askedByText("label_values(host)")).toEqual({ labels: ["host"], metric: null, part: "" });
  expect(askedByText(" label_values( cpu.load , host.name ) ")).toEqual({
    labels: ["host.name"],
    metric: "cpu.load",
    part: "",
  });
  expect(askedByText("Label_Values(")).toEqual({ labels: ["__name__"], metric: null, part: "label_values(" });
});
