CREATE TABLE `hook_receipts` (
	`no` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`source` text NOT NULL,
	`message_id` text NOT NULL,
	`at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `hook_receipts_message` ON `hook_receipts` (`source`,`message_id`);--> statement-breakpoint
CREATE TABLE `hook_sources` (
	`name` text PRIMARY KEY NOT NULL,
	`source` text NOT NULL,
	`secret` text NOT NULL,
	`created_at_ms` integer NOT NULL
);
