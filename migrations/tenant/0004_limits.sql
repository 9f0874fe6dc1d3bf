CREATE TABLE `full_labels` (
	`metric` text NOT NULL,
	`label` text NOT NULL,
	`period` integer NOT NULL,
	PRIMARY KEY(`metric`, `label`, `period`)
);
--> statement-breakpoint
CREATE TABLE `label_log` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`period` integer NOT NULL,
	`lines` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `lease_horizon` (
	`id` integer PRIMARY KEY NOT NULL,
	`window` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `limit_overrides` (
	`id` integer PRIMARY KEY NOT NULL,
	`overrides` text NOT NULL
);
--> statement-breakpoint
ALTER TABLE `object_state` ADD `standing` text;