CREATE TABLE `mails` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`mail` text NOT NULL,
	`at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `webhook_deliveries` (
	`place` integer PRIMARY KEY NOT NULL,
	`message_id` text NOT NULL,
	`event_seq` integer NOT NULL,
	`state` text NOT NULL,
	`dead_reason` text,
	`attempts` integer NOT NULL,
	`next_at_ms` integer,
	`fence` integer NOT NULL,
	`lease_until_ms` integer NOT NULL,
	`order_key` text,
	`created_at_ms` integer NOT NULL,
	`log` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `webhook_deliveries_pending` ON `webhook_deliveries` (`place`,`next_at_ms`) WHERE next_at_ms IS NOT NULL;--> statement-breakpoint
CREATE INDEX `webhook_deliveries_dead` ON `webhook_deliveries` (`place`) WHERE state = 'dead';--> statement-breakpoint
CREATE TABLE `webhook_endpoints` (
	`no` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`version` integer NOT NULL,
	`document` text NOT NULL,
	`secrets` text NOT NULL,
	`status` text NOT NULL,
	`reason` text,
	`health` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`updated_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `webhook_events` (
	`seq` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`type` text NOT NULL,
	`at_ms` integer NOT NULL,
	`key` text,
	`data` text NOT NULL
);
