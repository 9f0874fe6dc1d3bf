CREATE TABLE `finops_settings` (
	`name` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`document` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `usage_corrections` (
	`id` text PRIMARY KEY NOT NULL,
	`at_ms` integer NOT NULL,
	`hour` integer NOT NULL,
	`line` text NOT NULL,
	`reason` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `usage_days` (
	`day` integer PRIMARY KEY NOT NULL,
	`lines` text NOT NULL,
	`shown_in` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `usage_hours` (
	`hour` integer PRIMARY KEY NOT NULL,
	`lines` text NOT NULL,
	`shown_in` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `usage_marks` (
	`lane` text PRIMARY KEY NOT NULL,
	`seq_to` integer NOT NULL
);
