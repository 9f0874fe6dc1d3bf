// Every connector, one file each. The list is explicit: what is not here does not exist, and a test says so of a file that
// was forgotten.

import { airtable } from "./catalogue/airtable.ts";
import { amazonEventbridge } from "./catalogue/amazon-eventbridge.ts";
import { amazonSns } from "./catalogue/amazon-sns.ts";
import { asana } from "./catalogue/asana.ts";
import { axiom } from "./catalogue/axiom.ts";
import { azureEventGrid } from "./catalogue/azure-event-grid.ts";
import { chatwork } from "./catalogue/chatwork.ts";
import { clickup } from "./catalogue/clickup.ts";
import { datadogEvents } from "./catalogue/datadog-events.ts";
import { datadogLogs } from "./catalogue/datadog-logs.ts";
import { dingtalk } from "./catalogue/dingtalk.ts";
import { discord } from "./catalogue/discord.ts";
import { dynatraceEvents } from "./catalogue/dynatrace-events.ts";
import { elasticsearch } from "./catalogue/elasticsearch.ts";
import { feishu } from "./catalogue/feishu.ts";
import { freshservice } from "./catalogue/freshservice.ts";
import { genericHttp } from "./catalogue/generic-http.ts";
import { githubIssues } from "./catalogue/github-issues.ts";
import { gitlabIssues } from "./catalogue/gitlab-issues.ts";
import { googleChat } from "./catalogue/google-chat.ts";
import { grafanaAnnotations } from "./catalogue/grafana-annotations.ts";
import { grafanaOncall } from "./catalogue/grafana-oncall.ts";
import { honeycombMarkers } from "./catalogue/honeycomb-markers.ts";
import { ilert } from "./catalogue/ilert.ts";
import { incidentIo } from "./catalogue/incident-io.ts";
import { jira } from "./catalogue/jira.ts";
import { line } from "./catalogue/line.ts";
import { linear } from "./catalogue/linear.ts";
import { loki } from "./catalogue/loki.ts";
import { mailgun } from "./catalogue/mailgun.ts";
import { make } from "./catalogue/make.ts";
import { matrix } from "./catalogue/matrix.ts";
import { mattermost } from "./catalogue/mattermost.ts";
import { microsoftTeams } from "./catalogue/microsoft-teams.ts";
import { n8n } from "./catalogue/n8n.ts";
import { newRelicEvents } from "./catalogue/new-relic-events.ts";
import { notion } from "./catalogue/notion.ts";
import { ntfy } from "./catalogue/ntfy.ts";
import { opsgenie } from "./catalogue/opsgenie.ts";
import { pagerduty } from "./catalogue/pagerduty.ts";
import { postmark } from "./catalogue/postmark.ts";
import { pushover } from "./catalogue/pushover.ts";
import { resend } from "./catalogue/resend.ts";
import { rocketChat } from "./catalogue/rocket-chat.ts";
import { sendgrid } from "./catalogue/sendgrid.ts";
import { servicenow } from "./catalogue/servicenow.ts";
import { slack } from "./catalogue/slack.ts";
import { splunkHec } from "./catalogue/splunk-hec.ts";
import { splunkOnCall } from "./catalogue/splunk-on-call.ts";
import { squadcast } from "./catalogue/squadcast.ts";
import { statuspage } from "./catalogue/statuspage.ts";
import { sumoLogic } from "./catalogue/sumo-logic.ts";
import { telegram } from "./catalogue/telegram.ts";
import { trello } from "./catalogue/trello.ts";
import { twilioSms } from "./catalogue/twilio-sms.ts";
import { webex } from "./catalogue/webex.ts";
import { wecom } from "./catalogue/wecom.ts";
import { xmatters } from "./catalogue/xmatters.ts";
import { zapier } from "./catalogue/zapier.ts";
import { zendesk } from "./catalogue/zendesk.ts";
import { zenduty } from "./catalogue/zenduty.ts";
import { zulip } from "./catalogue/zulip.ts";
import type { Connector } from "./connector.ts";

export const CONNECTORS: readonly Connector[] = [
  airtable,
  amazonEventbridge,
  amazonSns,
  asana,
  axiom,
  azureEventGrid,
  chatwork,
  clickup,
  datadogEvents,
  datadogLogs,
  dingtalk,
  discord,
  dynatraceEvents,
  elasticsearch,
  feishu,
  freshservice,
  genericHttp,
  githubIssues,
  gitlabIssues,
  googleChat,
  grafanaAnnotations,
  grafanaOncall,
  honeycombMarkers,
  ilert,
  incidentIo,
  jira,
  line,
  linear,
  loki,
  mailgun,
  make,
  matrix,
  mattermost,
  microsoftTeams,
  n8n,
  newRelicEvents,
  notion,
  ntfy,
  opsgenie,
  pagerduty,
  postmark,
  pushover,
  resend,
  rocketChat,
  sendgrid,
  servicenow,
  slack,
  splunkHec,
  splunkOnCall,
  squadcast,
  statuspage,
  sumoLogic,
  telegram,
  trello,
  twilioSms,
  webex,
  wecom,
  xmatters,
  zapier,
  zendesk,
  zenduty,
  zulip,
];
