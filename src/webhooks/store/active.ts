// The numbers of endpoints that may be sent to at an instant: active, and not resting after failures. Asked after every commit that
// tells of something: nothing of their documents is read.

export function listActive(sql: SqlStorage, nowMs: number): number[] {
  const rows = sql.exec<{ no: number }>(
    `SELECT no FROM webhook_endpoints WHERE status = 'active'
      AND coalesce(json_extract(health, '$.restUntilMs'), 0) <= ?
      AND coalesce(json_extract(health, '$.probeUntilMs'), 0) <= ? ORDER BY no`,
    nowMs,
    nowMs,
  );
  return rows.toArray().map(({ no }) => no);
}
