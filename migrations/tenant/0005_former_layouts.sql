CREATE TABLE `silo_keys` (
	`version` integer PRIMARY KEY NOT NULL,
	`key` text NOT NULL
);
--> statement-breakpoint
ALTER TABLE `object_state` ADD `former_layouts` text DEFAULT '[]' NOT NULL;