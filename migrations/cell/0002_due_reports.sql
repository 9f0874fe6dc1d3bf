CREATE TABLE `due_reports` (
	`tenant_id` text PRIMARY KEY NOT NULL,
	`due_at_ms` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `due_reports_at` ON `due_reports` (`due_at_ms`);