// What drizzle-kit's bundles of a Durable Object's migrations export: the journal and the SQL by name.

declare module "*/migrations.js" {
  const bundle: {
    journal: { entries: { idx: number; when: number; tag: string; breakpoints: boolean }[] };
    migrations: Record<string, string>;
  };
  export default bundle;
}
