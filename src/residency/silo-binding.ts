// How a silo's bindings are named: by the tenant's slug, which is never given out twice.

/** `SILO_ACME_SHOP` for `acme-shop`: its database and bucket are this and `_DB`, `_BUCKET`. */
export function siloBinding(slug: string): string {
  return `SILO_${slug.toUpperCase().replaceAll("-", "_")}`;
}
