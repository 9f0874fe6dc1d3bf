// Numbers that states give to persons. Valid ones are the published samples: UIDAI's and python-stdnum's Aadhaar numbers,
// the Income Tax Department's PANs, GB 11643's own example, JPMyNumber's and python-stdnum's individual numbers.

import { describe, expect, it } from "vitest";
import { found } from "./found.ts";

describe("Aadhaar", () => {
  it.each([
    ["2341 2341 2346", "certain 2341 2341 2346"],
    ["2341-2341-2346", "certain 2341-2341-2346"],
    ["id: 9999 4105 7058.", "certain 9999 4105 7058"],
    ["(4991 1866 5246)", "certain 4991 1866 5246"],
    ["aadhaar 234123412346", "certain 234123412346"],
    ["Aadhaar No: 999941057058", "certain 999941057058"],
    ["aadhaarNumber=999971658847", "certain 999971658847"],
    ["UIDAI:999933119405", "certain 999933119405"],
    ["आधार 999955183433", "certain 999955183433"],
    ["234123412346", "possible 234123412346"],
    ["user 999990501894 logged in", "possible 999990501894"],
    ['{"n":"234123412346"}', "possible 234123412346"],
    ["on 23 2341 2341 2346 was", "certain 2341 2341 2346"],
    ["a,999941057058,b", "possible 999941057058"],
    ["/u/999941057058/x", "possible 999941057058"],
    ["x=9999-7165-8847;", "certain 9999-7165-8847"],
    ["9999 3311 9405\nnext", "certain 9999 3311 9405"],
    ["[9999 5518 3433]", "certain 9999 5518 3433"],
    ["'999990501894'", "possible 999990501894"],
    ["adhaar:499118665246", "certain 499118665246"],
  ])("finds %j", (text, expected) => expect(found("in_aadhaar", text)).toEqual([expected]));

  it.each([
    "2341 2341 2347",
    "234123412345",
    "1234 1234 1234",
    "0341 2341 2346",
    "222222222222",
    "2341 2341-2346",
    "2341  2341 2346",
    "23412341234",
    "2341234123460",
    "x234123412346",
    "234123412346a",
    "234123412346_1",
    "234123412346.5",
    "0.234123412346",
    "+234123412346",
    "1111 2341 2341 2346",
    "2341 2341 2346 1111",
    "12345678-1234-1234-1234-234123412346",
    "2341-2341-2346-1111",
    "0x234123412346",
  ])("leaves %j alone", (text) => expect(found("in_aadhaar", text)).toEqual([]));

  it("takes the name of the field for a bare number", () => {
    expect(found("in_aadhaar", "234123412346", "customer.aadhaarNumber", true)).toEqual([
      "certain 234123412346",
    ]);
    expect(found("in_aadhaar", "234123412346", "bytes_sent", true)).toEqual(["possible 234123412346"]);
  });
});

describe("My Number", () => {
  it.each([
    ["1234 5678 9018", "certain 1234 5678 9018"],
    ["6214-9832-0257", "certain 6214-9832-0257"],
    ["my number 123456789018", "certain 123456789018"],
    ["マイナンバー：123456789018", "certain 123456789018"],
    ["個人番号 621498320257", "certain 621498320257"],
    ["myNumber=621498320257", "certain 621498320257"],
    ["individual_number: 621498320257", "certain 621498320257"],
    ["123456789018", "possible 123456789018"],
  ])("finds %j", (text, expected) => expect(found("jp_my_number", text)).toEqual([expected]));

  it.each([
    "1234 5678 9019",
    "621498320258",
    "12345678901",
    "1234567890180",
    "000000000000",
    "a123456789018",
    "123456789018.1",
    "1234 5678 9018 1234",
  ])("leaves %j alone", (text) => expect(found("jp_my_number", text)).toEqual([]));
});

describe("PAN", () => {
  it.each([
    ["ACUPA7085R", "certain ACUPA7085R"],
    ["PAN: AAPPV8261K.", "certain AAPPV8261K"],
    ["(ABCCE1234F)", "certain ABCCE1234F"],
    ["x=ABCHE0001F", "certain ABCHE0001F"],
    ["ABCFE9999Z", "certain ABCFE9999Z"],
    ["ABCAE1234F", "certain ABCAE1234F"],
    ["ABCTE1234F", "certain ABCTE1234F"],
    ["ABCBE1234F", "certain ABCBE1234F"],
    ["ABCLE1234F", "certain ABCLE1234F"],
    ["ABCJE1234F", "certain ABCJE1234F"],
    ["ABCGE1234F", "certain ABCGE1234F"],
    ["pan=acupa7085r", "certain acupa7085r"],
    ["permanent account number: aappv8261k", "certain aappv8261k"],
    ['{"p":"ACUPA7085R"}', "certain ACUPA7085R"],
  ])("finds %j", (text, expected) => expect(found("in_pan", text)).toEqual([expected]));

  it.each([
    "ABCDE1234F",
    "ABMXA3211G",
    "ABCPE0000F",
    "ABCPE123F",
    "ABCPE12345F",
    "ABCP11234F",
    "ABMPA32111",
    "22ABCPE1234F1Z5",
    "XABCPE1234F",
    "ABCPE1234FG",
    "ABCPE1234F-1",
    "sku-ABCPE1234F",
    "acupa7085r",
    "AbcPe1234f",
    "ABCPE 1234 F",
  ])("leaves %j alone", (text) => expect(found("in_pan", text)).toEqual([]));
});

describe("Chinese resident identity number", () => {
  it.each([
    ["11010519491231002X", "certain 11010519491231002X"],
    ["11010519491231002x", "certain 11010519491231002x"],
    ["id=360426199101010071;", "certain 360426199101010071"],
    ["身份证号：11010519491231002X", "certain 11010519491231002X"],
    ["[360426199101010071]", "certain 360426199101010071"],
  ])("finds %j", (text, expected) => expect(found("cn_resident_id", text)).toEqual([expected]));

  it.each([
    "110105194912310021",
    "11010519491331002X",
    "11010519490230002X",
    "00010519491231002X",
    "990426199101010071",
    "360426199101010072",
    "36042619910101007",
    "3604261991010100710",
    "360426 19910101 0071",
    "A360426199101010071",
    "360426199101010071.2",
    "1795432377000000000",
    "440524188001010014",
  ])("leaves %j alone", (text) => expect(found("cn_resident_id", text)).toEqual([]));
});
