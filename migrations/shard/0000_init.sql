CREATE TABLE `batches` (
	`seq` integer PRIMARY KEY NOT NULL,
	`signal` text NOT NULL,
	`rows` integer NOT NULL,
	`min_ms` integer NOT NULL,
	`max_ms` integer NOT NULL,
	`received_ms` integer NOT NULL,
	`key_id` text NOT NULL,
	`epoch` integer NOT NULL,
	`request_hash` text NOT NULL,
	`payload` blob NOT NULL
);
--> statement-breakpoint
CREATE TABLE `flushes` (
	`name` text PRIMARY KEY NOT NULL,
	`at_ms` integer NOT NULL,
	`report` text NOT NULL,
	`request_hashes` text NOT NULL,
	`is_reported` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `garbage` (
	`object_key` text PRIMARY KEY NOT NULL,
	`delete_after_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `intents` (
	`name` text PRIMARY KEY NOT NULL,
	`intent` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `shard_state` (
	`id` integer PRIMARY KEY NOT NULL,
	`tenant` text NOT NULL,
	`shard` integer NOT NULL,
	`epoch` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `watermarks` (
	`signal` text PRIMARY KEY NOT NULL,
	`flushed_seq` integer NOT NULL
);
