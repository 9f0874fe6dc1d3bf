CREATE TABLE `dashboard_versions` (
	`no` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`dashboard_id` text NOT NULL,
	`version` integer NOT NULL,
	`at_ms` integer NOT NULL,
	`author` text NOT NULL,
	`summary` text NOT NULL,
	`document` text NOT NULL,
	`shows` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `dashboard_versions_of` ON `dashboard_versions` (`dashboard_id`,`version`);--> statement-breakpoint
CREATE TABLE `dashboards` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`title` text NOT NULL,
	`folder` text NOT NULL,
	`owner` text NOT NULL,
	`tags` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`updated_at_ms` integer NOT NULL,
	`updated_by` text NOT NULL,
	`deleted_at_ms` integer
);
