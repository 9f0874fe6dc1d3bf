// The file that makes Grafana know the gateway: a data source for each plugin that speaks its protocol. The key is not in it:
// Grafana puts the environment's `TRACEO_API_KEY` there when it reads the file.

/** A text in double quotes, as YAML 1.2 (7.3.1) and JSON both read it; `$` twice, or Grafana takes it for a variable. */
const quoted = (text: string): string => JSON.stringify(text).replaceAll("$", "$$$$");

const KEY = '"$TRACEO_API_KEY"';

export function provisioningYaml(origin: string, name: string): string {
  return `# Put this file into Grafana's provisioning/datasources folder and the key into the environment variable TRACEO_API_KEY.
apiVersion: 1
datasources:
  # Plugin simpod-json-datasource: dashboards, variables, ad hoc filters and annotations.
  - name: ${quoted(`Traceo ${name}`)}
    type: simpod-json-datasource
    access: proxy
    url: ${quoted(`${origin}/grafana`)}
    basicAuth: true
    basicAuthUser: "key"
    secureJsonData:
      basicAuthPassword: ${KEY}
    jsonData:
      defaultEditorMode: builder
    editable: false
  # Plugin yesoreyeram-infinity-datasource: any address of the API, such as /v1/metrics.
  - name: ${quoted(`Traceo ${name} (Infinity)`)}
    type: yesoreyeram-infinity-datasource
    access: proxy
    url: ${quoted(origin)}
    jsonData:
      auth_method: bearerToken
      allowedHosts:
        - ${quoted(origin)}
    secureJsonData:
      bearerToken: ${KEY}
    editable: false
`;
}
