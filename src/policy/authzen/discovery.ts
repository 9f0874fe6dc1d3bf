// The metadata of a policy decision point (AuthZEN 1.0, section 9), served at `/.well-known/authzen-configuration`.

export const AUTHZEN_PATHS = {
  evaluation: "/access/v1/evaluation",
  evaluations: "/access/v1/evaluations",
  subjectSearch: "/access/v1/search/subject",
  resourceSearch: "/access/v1/search/resource",
  actionSearch: "/access/v1/search/action",
} as const;

/** `origin` is the tenant's own, such as `https://acme.example.com`, without a trailing slash. */
export function discoveryDocument(origin: string): Readonly<Record<string, string>> {
  return {
    policy_decision_point: origin,
    access_evaluation_endpoint: `${origin}${AUTHZEN_PATHS.evaluation}`,
    access_evaluations_endpoint: `${origin}${AUTHZEN_PATHS.evaluations}`,
    search_subject_endpoint: `${origin}${AUTHZEN_PATHS.subjectSearch}`,
    search_resource_endpoint: `${origin}${AUTHZEN_PATHS.resourceSearch}`,
    search_action_endpoint: `${origin}${AUTHZEN_PATHS.actionSearch}`,
  };
}
