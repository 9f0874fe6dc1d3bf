CREATE TABLE `usage_daily` (
	`tenant_id` text NOT NULL,
	`day` text NOT NULL,
	`lines` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `day`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `usage_hourly` (
	`tenant_id` text NOT NULL,
	`hour` integer NOT NULL,
	`lines` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `hour`)
) WITHOUT ROWID;
