// A reader of RFC 4180 that takes nothing else: written from the grammar, not from the writer under test.

export function readStrictCsv(text: string): string[][] {
  const records: string[][] = [];
  let [at, record] = [0, [] as string[]];
  const fail = (reason: string): never => {
    throw new Error(`${reason} at ${at}`);
  };
  while (at < text.length) {
    let field = "";
    if (text[at] === '"') {
      for (at++; ; at++) {
        if (at >= text.length) fail("an open quote");
        if (text[at] !== '"') field += text[at];
        else if (text[at + 1] === '"') field += text[++at];
        else break;
      }
      at++;
    } else {
      while (at < text.length && text[at] !== "," && text[at] !== "\r") {
        if (text[at] === '"' || text[at] === "\n") fail("a bare quote or line feed");
        field += text[at++];
      }
    }
    record.push(field);
    if (text[at] === ",") {
      at++;
      if (at === text.length) fail("no field after a comma");
      continue;
    }
    if (text.slice(at, at + 2) !== "\r\n") fail("a record that does not end with CRLF");
    at += 2;
    records.push(record);
    record = [];
  }
  if (records.some(({ length }) => length !== records[0]?.length))
    throw new Error("records of unequal length");
  return records;
}
