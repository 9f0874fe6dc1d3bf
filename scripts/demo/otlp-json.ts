// The words of OTLP/JSON that all three signals share: attributes, resources, instants.

export type OtlpObject = Readonly<Record<string, unknown>>;

type Attributes = Readonly<Record<string, string | number>>;

function anyValue(value: string | number): OtlpObject {
  if (typeof value === "string") return { stringValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

export function attributes(values: Attributes): OtlpObject[] {
  return Object.entries(values).map(([key, value]) => ({ key, value: anyValue(value) }));
}

export function nanos(ms: number): string {
  return String(BigInt(Math.round(ms * 1_000)) * 1_000n);
}

export interface ServiceOrigin {
  readonly service: string;
  readonly language: string;
  readonly region: string;
}

export function resource({ service, language, region }: ServiceOrigin): OtlpObject {
  const values = {
    "service.name": service,
    "service.version": "2.4.1",
    "service.instance.id": `${service}-1`,
    "deployment.environment.name": "production",
    "cloud.region": region,
    "telemetry.sdk.language": language,
  };
  return { attributes: attributes(values) };
}

export const SCOPE: OtlpObject = { name: "traceo-demo", version: "1.0.0" };
