// Cards, IBANs and national accounts. Cards are the networks' test numbers; IBANs the examples of the SWIFT registry.

import { describe, expect, it } from "vitest";
import { found } from "./found.ts";

describe("payment card", () => {
  it.each([
    ["4111111111111111", "certain"],
    ["4012888888881881", "certain"],
    ["4222222222222", "possible"],
    ["5555555555554444", "certain"],
    ["5105105105105100", "certain"],
    ["2223003122003222", "certain"],
    ["378282246310005", "certain"],
    ["371449635398431", "certain"],
    ["30569309025904", "possible"],
    ["38520000023237", "possible"],
    ["6011111111111117", "certain"],
    ["6011000990139424", "certain"],
    ["3530111333300000", "certain"],
    ["6200000000000005", "certain"],
    ["6759649826438453", "certain"],
    ["4111 1111 1111 1111", "certain"],
    ["5555-5555-5555-4444", "certain"],
    ["3782 822463 10005", "certain"],
    ["3056 930902 5904", "certain"],
    ["2200000000000004", "certain"],
  ])("finds %s", (number, certainty) => {
    expect(found("payment_card", `paid with ${number}, thanks`)).toEqual([`${certainty} ${number}`]);
  });

  it.each([
    "4111111111111112",
    "4111111111111",
    "411111111111111",
    "41111111111111111",
    "1111111111111117",
    "9999999999999995",
    "4111 1111 1111 1112",
    "4111-1111 1111-1111",
    "x4111111111111111",
    "4111111111111111f",
    "_4111111111111111",
    "4111111111111111.00",
    "0.4111111111111111",
    "+4111111111111111",
    "1234-4111111111111111",
    "4111111111111111-1234",
    "1795432377000000000",
    "20261123111257000",
    "4111111111111111411111",
    "0000000000000000",
    "4111,1111,1111,1111",
  ])("leaves %j alone", (text) => expect(found("payment_card", text)).toEqual([]));

  it("is certain of a number only where its field says card", () => {
    expect(found("payment_card", "4111111111111111", "payment.cardNumber", true)).toEqual([
      "certain 4111111111111111",
    ]);
    expect(found("payment_card", "4111111111111111", "bytes", true)).toEqual(["possible 4111111111111111"]);
    expect(found("payment_card", "card: 4222222222222")).toEqual(["certain 4222222222222"]);
  });
});

describe("IBAN", () => {
  it.each([
    "AD12 0001 2030 2003 5910 0100",
    "AT61 1904 3002 3457 3201",
    "BE68 5390 0754 7034",
    "BR18 0036 0305 0000 1000 9795 493C 1",
    "CH93 0076 2011 6238 5295 7",
    "DE89 3704 0044 0532 0130 00",
    "EG38 0019 0005 0000 0000 2631 8000 2",
    "ES91 2100 0418 4502 0005 1332",
    "FI21 1234 5600 0007 85",
    "FR14 2004 1010 0505 0001 3M02 606",
    "GB29 NWBK 6016 1331 9268 19",
    "GR16 0110 1250 0000 0001 2300 695",
    "HU42 1177 3016 1111 1018 0000 0000",
    "IE29 AIBK 9311 5212 3456 78",
    "IS14 0159 2600 7654 5510 7303 39",
    "GI75 NWBK 0000 0000 7099 453",
    "DK50 0040 0440 1162 43",
    "EE38 2200 2210 2014 5685",
    "CZ65 0800 0000 1920 0014 5399",
    "BG80 BNBG 9661 1020 3456 78",
  ])("finds %s, in groups, in one piece and in lower case", (written) => {
    const compact = written.replaceAll(" ", "");
    for (const text of [written, compact, compact.toLowerCase(), written.replaceAll(" ", "-")]) {
      expect(found("iban", `to ${text} today`)).toEqual([`certain ${text}`]);
    }
  });

  it.each([
    "GB29 NWBK 6016 1331 9268 18",
    "GB29NWBK6016133192681",
    "GB29NWBK601613319268190",
    "DE89 3704 0044 0532 0130 01",
    "ZZ89370400440532013000",
    "XX00370400440532013000",
    "DE8937040044053201300O",
    "DE89370400440532013000x",
    "aDE89370400440532013000",
    "De89370400440532013000",
    "DE89 37040044 0532013000",
    "DE89-3704 0044-0532 0130-00",
    "FR1420041010050500013M0260",
    "NO9386011117948",
    "DE89 3704",
    "US12345678901234567890",
    "ab12cd34ef56ab12cd34ef",
    "_DE89370400440532013000",
    "DE 89370400440532013000",
    "DE89  3704 0044 0532 0130 00",
  ])("leaves %j alone", (text) => expect(found("iban", text)).toEqual([]));

  it("finds one after a line break in the text of a JSON value", () => {
    expect(found("iban", JSON.stringify("x\nDE89370400440532013000"))).toEqual([]);
    expect(found("iban", "x\nDE89370400440532013000")).toEqual(["certain DE89370400440532013000"]);
  });
});

describe("bank account", () => {
  it.each([
    ["account number: 000123456789", "000123456789"],
    ["account no 12345678", "12345678"],
    ["acct no. 123-456-789", "123-456-789"],
    ["bank account 1234 5678 90", "1234 5678 90"],
    ["accountNumber=123456", "123456"],
    ["口座番号：1234567", "1234567"],
    ["银行账号 6222021234567890", "6222021234567890"],
    ["a/c no 12345678901", "12345678901"],
  ])("finds the number in %j", (text, number) => {
    expect(found("bank_account", text)).toEqual([`certain ${number}`]);
  });

  it.each([
    ["12345678", "bank_account.number"],
    ["000123456789", "beneficiaryAccount"],
    ["123456", "payment.account_no"],
    ["98765432", "acct_number"],
  ])("finds %s in the field `%s`", (text, name) => {
    expect(found("bank_account", text, name)).toEqual([`certain ${text}`]);
    expect(found("bank_account", text, name, true)).toEqual([`certain ${text}`]);
  });

  it.each([
    ["123456789012", "cloud.account.id"],
    ["123456789012", "aws.account.number"],
    ["1234567", "bank_account.balance"],
    ["12345", "account_number"],
    ["1234567890123456789", "account_number"],
    ["111111111", "account_number"],
    ["123456789", "user.id"],
    ["123456.78", "account_number"],
    ["account opened in 20261123", ""],
    ["123456789", ""],
    ["service account no 123456789", "service account"],
    ["a123456789", "account_number"],
  ])("leaves %j in the field `%s` alone", (text, name) =>
    expect(found("bank_account", text, name)).toEqual([]),
  );
});
