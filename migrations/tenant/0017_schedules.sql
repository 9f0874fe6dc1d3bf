CREATE TABLE `console_sessions` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`key_id` text NOT NULL,
	`secret_hash` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`expires_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `report_deliveries` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`run_id` text NOT NULL,
	`no` integer NOT NULL,
	`kind` text NOT NULL,
	`role` text NOT NULL,
	`target` text NOT NULL,
	`user` text,
	`state` text NOT NULL,
	`reason` text,
	`file_no` integer,
	`message_id` text,
	`at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `report_deliveries_once` ON `report_deliveries` (`run_id`,`kind`,`target`);--> statement-breakpoint
CREATE TABLE `report_runs` (
	`id` text PRIMARY KEY NOT NULL,
	`schedule_id` text NOT NULL,
	`kind` text NOT NULL,
	`due_at_ms` integer NOT NULL,
	`state` text NOT NULL,
	`owner` text NOT NULL,
	`schedule_version` integer NOT NULL,
	`document` text NOT NULL,
	`missed` integer NOT NULL,
	`files` text NOT NULL,
	`fault` text,
	`created_at_ms` integer NOT NULL,
	`finished_at_ms` integer,
	`fence` integer NOT NULL,
	`lease_until_ms` integer NOT NULL,
	`attempts` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `report_runs_once` ON `report_runs` (`schedule_id`,`due_at_ms`,`kind`);--> statement-breakpoint
CREATE TABLE `schedules` (
	`id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`owner` text NOT NULL,
	`document` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`updated_at_ms` integer NOT NULL,
	`updated_by` text NOT NULL,
	`due_at_ms` integer
);
--> statement-breakpoint
CREATE INDEX `schedules_due` ON `schedules` (`due_at_ms`);