// E-mail addresses, telephone numbers, and fields whose names give them away.

import { describe, expect, it } from "vitest";
import { NAMED_CLASSES, namedClassOf } from "../../../src/privacy/detect/named-fields.ts";
import { spokenForm } from "../../../src/privacy/detect/naming.ts";
import { found } from "./found.ts";

describe("e-mail", () => {
  it.each([
    ["alice@example.org", "alice@example.org"],
    ["mail a.b+c@example.co.uk, please", "a.b+c@example.co.uk"],
    ["<Alice.Smith@Example.COM>", "Alice.Smith@Example.COM"],
    ["email=bob@shop.io&x=1", "bob@shop.io"],
    ["mailto:carol@shop.io", "carol@shop.io"],
    ['{"to":"dave@shop.io"}', "dave@shop.io"],
    ["o'neil@shop.ie", "o'neil@shop.ie"],
    ["first_last@sub.shop.museum.", "first_last@sub.shop.museum"],
    ["user%40x@shop.io", "user%40x@shop.io"],
    ["x@xn--80ak6aa92e.xn--p1ai", "x@xn--80ak6aa92e.xn--p1ai"],
    ["1234@shop.io", "1234@shop.io"],
    ["邮箱alice@shop.cn请", "alice@shop.cn"],
    ["(eve@shop.io)", "eve@shop.io"],
    ["a@b.cc", "a@b.cc"],
    ["user/frank@shop.io", "frank@shop.io"],
    ["'gina@shop.io'", "gina@shop.io"],
    ["sip:henry@voip.shop.io", "henry@voip.shop.io"],
    ["..ivy@shop.io", "ivy@shop.io"],
    ["jack-o@shop-24.io", "jack-o@shop-24.io"],
    ["kim@shop.io/path", "kim@shop.io"],
  ])("finds the address in %j", (text, address) => {
    expect(found("email", text)).toEqual([`certain ${address}`]);
  });

  it("is not certain of hosts that no public name has", () => {
    expect(found("email", "root@db-1.internal")).toEqual(["possible root@db-1.internal"]);
  });

  it.each([
    "alice@example",
    "@example.org",
    "alice@",
    "alice@.org",
    "alice@example..org",
    "alice.@example.org",
    "a..b@example.org",
    "react@18.2.0",
    "icon@2x.png",
    "logo@3x.webp",
    "getty@tty1.service",
    "git@github.com:owner/repository.git",
    "postgres://user:secret@db.example.com/x",
    "https://user@shop.io/x",
    "@scope/package@1.2.3",
    "alice@10.0.0.1",
    "alice@[10.0.0.1]",
    "alice @ example.org",
    "alice@-example.org",
    "alice@example.c",
    "alice@example.123",
    "main@Foo.js",
  ])("leaves %j alone", (text) => expect(found("email", text)).toEqual([]));
});

describe("telephone", () => {
  it.each([
    ["+14155552671", "certain +14155552671"],
    ["call +1 (415) 555-2671 now", "certain +1 (415) 555-2671"],
    ["+44 20 7946 0958", "certain +44 20 7946 0958"],
    ["tel:+442079460958", "certain +442079460958"],
    ["+91 98765 43210", "certain +91 98765 43210"],
    ["+81-90-1234-5678", "certain +81-90-1234-5678"],
    ["+86 138 1234 5678", "certain +86 138 1234 5678"],
    ["+49 30 901820", "certain +49 30 901820"],
    ["+353 1 234 5678", "certain +353 1 234 5678"],
    ["+4512345678", "certain +4512345678"],
    ["phone: 98765 43210", "certain 98765 43210"],
    ["mobile no. 09012345678", "certain 09012345678"],
    ["電話 03-1234-5678", "certain 03-1234-5678"],
    ["手机：13812345678", "certain 13812345678"],
    ["phoneNumber=4155552671", "certain 4155552671"],
    ["(415) 555-2671", "possible (415) 555-2671"],
    ["415-555-2671", "possible 415-555-2671"],
    ["090-1234-5678", "possible 090-1234-5678"],
    ["138-1234-5678", "possible 138-1234-5678"],
    ["98765 43210", "possible 98765 43210"],
    ["+14155552671 200 ms", "certain +14155552671"],
  ])("finds %j", (text, expected) => expect(found("phone", text)).toEqual([expected]));

  it.each([
    "+1415555267",
    "+11555552671",
    "+14150552671",
    "+0123456789",
    "+1234567",
    "+2101",
    "+12345678901234567",
    "4155552671",
    "2026-11-23 11:12:57",
    "2026-11-23",
    "10.0.0.1",
    "192.168.100.200",
    "took 1234567 ms",
    "1795432377000",
    "115-555-2671",
    "415-155-2671",
    "v1.2.3-4567890",
    "x+14155552671",
    "id 98765432",
    "phone model 1234567",
    "0530",
  ])("leaves %j alone", (text) => expect(found("phone", text)).toEqual([]));

  it.each([
    ["user.phone", ["certain 4155552671"]],
    ["contact.mobileNumber", ["certain 4155552671"]],
    ["customer.phone.work", ["certain 4155552671"]],
    ["phone.model", []],
    ["mobile.app.build", []],
    ["bytes", []],
  ])("takes the name of the field `%s` for a number", (name, expected) => {
    expect(found("phone", "4155552671", name, true)).toEqual(expected);
  });
});

describe("named fields", () => {
  const classOf = (name: string) => namedClassOf(spokenForm(name), NAMED_CLASSES)?.personalClass ?? null;

  it.each(
    (
      "patient.id patientId patient_name app.patient.birth diagnosis diagnosis_code icd10 icd-10-code snomed.code mrn " +
      "medicalRecordNumber blood_type bloodPressure medication.name allergies hba1c health_insurance_id hivStatus " +
      "clinical.note vaccination.date symptoms"
    ).split(" "),
  )("`%s` is health data", (name) => expect(classOf(name)).toBe("health"));

  it.each(
    (
      "fingerprint user.fingerprint face_template faceEmbedding face.encoding voiceprint voice_print iris.scan irisCode " +
      "retina_scan palm_print palmVein biometric.hash biometrics dna_sequence facialFeatures gait hand_geometry " +
      "指纹 face_scan"
    ).split(" "),
  )("`%s` is biometric data", (name) => expect(classOf(name)).toBe("biometric"));

  it.each(
    (
      "healthcheck.status health.status service.health diagnostics.enabled http.route host.name impatient hospitality " +
      "tls.client.fingerprint ssh_fingerprint certificate.fingerprint error.fingerprint exception.fingerprint ja3.fingerprint " +
      "iris.version retina.display face.count interface.name faceted.search clinic_hours_open prescriptive build.diagnosis dnac"
    ).split(" "),
  )("`%s` is neither", (name) => expect(classOf(name)).toBeNull());
});
