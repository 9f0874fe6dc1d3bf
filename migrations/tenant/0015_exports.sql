CREATE TABLE `export_jobs` (
	`id` text PRIMARY KEY NOT NULL,
	`owner` text NOT NULL,
	`state` text NOT NULL,
	`request` text NOT NULL,
	`progress` text NOT NULL,
	`fault` text,
	`created_at_ms` integer NOT NULL,
	`finished_at_ms` integer,
	`expires_at_ms` integer NOT NULL,
	`fence` integer NOT NULL,
	`lease_until_ms` integer NOT NULL,
	`attempts` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `export_links` (
	`id` text PRIMARY KEY NOT NULL,
	`export_id` text NOT NULL,
	`recipient` text NOT NULL,
	`made_at_ms` integer NOT NULL,
	`expires_at_ms` integer NOT NULL,
	`is_single_use` integer NOT NULL,
	`used_at_ms` integer,
	`revoked_at_ms` integer
);
--> statement-breakpoint
CREATE INDEX `export_links_of` ON `export_links` (`export_id`);