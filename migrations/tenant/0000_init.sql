CREATE TABLE `due_work` (
	`name` text PRIMARY KEY NOT NULL,
	`at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `effects` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`lane` text NOT NULL,
	`payload` text NOT NULL,
	`attempts` integer NOT NULL,
	`not_before_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `object_state` (
	`id` integer PRIMARY KEY NOT NULL,
	`tenant` text NOT NULL,
	`epoch` integer NOT NULL,
	`version` integer NOT NULL,
	`frontier` blob NOT NULL,
	`shards` text NOT NULL,
	`checkpoint` text
);
--> statement-breakpoint
CREATE TABLE `replies` (
	`actor` text NOT NULL,
	`idempotency_key` text NOT NULL,
	`request_hash` text NOT NULL,
	`reply` text NOT NULL,
	`at_ms` integer NOT NULL,
	PRIMARY KEY(`actor`, `idempotency_key`)
);
--> statement-breakpoint
CREATE TABLE `keys` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`roles` text NOT NULL,
	`scopes` text NOT NULL,
	`groups` text NOT NULL,
	`attributes` text NOT NULL,
	`secret_hash` text NOT NULL,
	`previous_hash` text,
	`previous_until_ms` integer,
	`created_at_ms` integer NOT NULL,
	`created_by` text NOT NULL,
	`expires_at_ms` integer,
	`revoked_at_ms` integer,
	`last_used_at_ms` integer
);
--> statement-breakpoint
CREATE TABLE `audit_entries` (
	`seq` integer PRIMARY KEY NOT NULL,
	`entry` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `audit_tiles` (
	`level` integer NOT NULL,
	`tile` integer NOT NULL,
	`hashes` blob NOT NULL,
	PRIMARY KEY(`level`, `tile`)
);
--> statement-breakpoint
CREATE TABLE `access_items` (
	`kind` text NOT NULL,
	`item_id` text NOT NULL,
	`from_version` integer NOT NULL,
	`to_version` integer,
	`document` text NOT NULL,
	PRIMARY KEY(`kind`, `item_id`, `from_version`)
);
--> statement-breakpoint
CREATE INDEX `access_items_in_force` ON `access_items` (`to_version`);--> statement-breakpoint
CREATE TABLE `access_proposals` (
	`id` text PRIMARY KEY NOT NULL,
	`at_ms` integer NOT NULL,
	`author` text NOT NULL,
	`summary` text NOT NULL,
	`base_version` integer NOT NULL,
	`changes` text NOT NULL,
	`status` text NOT NULL,
	`decided_by` text,
	`decided_at_ms` integer
);
--> statement-breakpoint
CREATE TABLE `access_versions` (
	`version` integer PRIMARY KEY NOT NULL,
	`at_ms` integer NOT NULL,
	`author` text NOT NULL,
	`approver` text,
	`epoch` integer NOT NULL,
	`summary` text NOT NULL
);
