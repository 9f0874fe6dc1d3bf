// Classes that only the name of a field gives away: the field's whole value belongs to them, whatever it is. Names are
// compared as words, so `healthcheck.status` and `tls.client.fingerprint` are neither.

import type { PersonalClass } from "../personal-classes.ts";
import { namesOf, says, type Names } from "./naming.ts";

export interface NamedClass {
  readonly personalClass: PersonalClass;
  readonly names: Names;
  /** Words that give the name another meaning. */
  readonly unless: Names;
  readonly source: string;
}

/** No text matches it. */
const NOTHING: Names = { phrases: [], stems: /(?!)/ };

export const NAMED_CLASSES: readonly NamedClass[] = [
  {
    personalClass: "health",
    names: namesOf(
      "patient, patientid, diagnosis, diagnoses, icd, icd9, icd10, icd11, snomed, loinc",
      "mrn, medical, medical record, clinical, medication, medications, prescription, allergy",
      "allergies, symptom, symptoms, disease, disability, immunization, vaccination, pregnancy",
      "blood type, blood group, blood pressure, bloodtype, hba1c, glucose, hiv, hospital",
      "health condition, health record, health insurance, health plan, health status code, 病历",
      "诊断, 診断, 患者",
    ),
    unless: namesOf("build", "service health", "system"),
    source: "HIPAA, 45 CFR 164.514(b)(2); GDPR, art. 4(15)",
  },
  {
    personalClass: "biometric",
    names: namesOf(
      "biometric, biometrics, face template, face embedding, face encoding, face vector, face print",
      "faceprint, face scan, face descriptor, facial, facial features, voiceprint, voice print",
      "voice template, iris scan, iris code, iris template, retina scan, palm print, palmprint",
      "palm vein, hand geometry, dna sequence, gait, 指纹, 人脸, 指紋, 顔認証",
    ),
    unless: NOTHING,
    source: "GDPR, art. 4(14); Illinois BIPA, 740 ILCS 14/10",
  },
  {
    personalClass: "biometric",
    names: namesOf("fingerprint", "fingerprints", "dna"),
    unless: namesOf(
      "tls, ssl, ssh, cert, certificate, ja3, ja4, key, gpg, x509, error, exception",
      "event, issue, browser, build, query, file, image, package, hash, alert, device",
    ),
    source: "GDPR, art. 4(14); Illinois BIPA, 740 ILCS 14/10",
  },
];

/** The class that a field's spoken name gives away. */
export function namedClassOf(spoken: string, among: readonly NamedClass[]): NamedClass | null {
  return among.find(({ names, unless }) => says(spoken, names) && !says(spoken, unless)) ?? null;
}
